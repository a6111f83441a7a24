import GRDB

/// The table with what only the daemon knows about its store: one row.
enum StoreHealthSchema {
    /// Adds the migration to `migrator`.
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobqueue-5-store-health") { db in try db.execute(sql: table) }
    }

    private static let table = """
        CREATE TABLE store_health (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            written_at INTEGER NOT NULL,         -- milliseconds since 1970, as all times
            wal_pages INTEGER CHECK (wal_pages >= 0),
            wal_pages_copied INTEGER CHECK (wal_pages_copied >= 0),
            wal_held_since INTEGER,
            longest_commit INTEGER NOT NULL CHECK (longest_commit >= 0), -- milliseconds
            may_begin INTEGER NOT NULL CHECK (may_begin IN (0, 1)),
            checked_at INTEGER,
            damage TEXT
        ) STRICT;
        """
}
