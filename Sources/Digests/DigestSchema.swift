public import GRDB

/// The tables of the digest. Migrations are append-only: what has landed is never edited.
public enum DigestSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("digests-1-reader") { db in try db.execute(sql: reader) }
    }

    /// Up to which revision of the news a reader was told, and until when hours were dealt with.
    private static let reader = """
        CREATE TABLE digest_reader (
            resident INTEGER PRIMARY KEY,
            watermark INTEGER NOT NULL CHECK (watermark >= 0)
        ) STRICT;
        CREATE TABLE digest_plan (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            looked_at INTEGER NOT NULL       -- ms
        ) STRICT;
        """
}
