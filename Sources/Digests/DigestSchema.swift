public import GRDB

/// The tables of the digest. Migrations are append-only: what has landed is never edited.
public enum DigestSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("digests-1-reader") { db in try db.execute(sql: reader) }
        migrator.registerMigration("digests-2-changed") { db in try db.execute(sql: changed) }
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

    /// Whose choice changed since the last round: their hour may lie in a time that was dealt with already. Triggers
    /// write it, so that no writer of `resident` can forget it. `looked_at` becomes the end of what was dealt with.
    private static let changed = """
        CREATE TABLE digest_changed (resident INTEGER PRIMARY KEY) STRICT;
        CREATE TRIGGER digest_joined AFTER INSERT ON resident BEGIN
            INSERT OR IGNORE INTO digest_changed (resident) VALUES (NEW.id);
        END;
        CREATE TRIGGER digest_chosen AFTER UPDATE OF digest, digest_minute, digest_day, status ON resident BEGIN
            INSERT OR IGNORE INTO digest_changed (resident) VALUES (NEW.id);
        END;
        ALTER TABLE digest_plan RENAME COLUMN looked_at TO planned_until;
        DELETE FROM digest_plan;
        CREATE INDEX digest_weekly ON resident (digest_day, digest_minute)
            WHERE digest = 'weekly' AND status = 'active';
        """
}
