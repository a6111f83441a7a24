public import GRDB

/// The tables of the feeds. Migrations are append-only: what has landed is never edited.
public enum FeedSchema {
    /// Adds the migrations of this module to `migrator`, after those of the neighbourhood.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("web-1-feed") { db in try db.execute(sql: feed) }
    }

    private static let feed = """
        CREATE TABLE feed_state (
            feed TEXT PRIMARY KEY,               -- its name in the configuration
            source BLOB NOT NULL,                -- SHA-256 of kind and URL: another one is another source
            etag TEXT, last_modified TEXT,       -- of the last content that was taken
            failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),  -- in a row
            next_try INTEGER,                    -- ms, not before; NULL: no need to wait
            pulled_at INTEGER NOT NULL,          -- ms, the last time it was asked
            ok_at INTEGER,                       -- ms, the last time it answered as it should
            error TEXT NOT NULL DEFAULT ''       -- of the last pull; '' when it was fine
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE feed_event (
            feed TEXT NOT NULL,
            uid TEXT NOT NULL,
            recurrence_id TEXT NOT NULL,
            missed INTEGER NOT NULL DEFAULT 0 CHECK (missed >= 0),  -- pulls in a row without it
            PRIMARY KEY (feed, uid, recurrence_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX feed_event_uncertain ON feed_event (feed) WHERE missed >= 2;
        """
}
