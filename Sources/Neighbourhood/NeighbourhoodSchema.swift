public import GRDB

/// The tables of the neighbourhood. Migrations are append-only: what has landed is never edited.
public enum NeighbourhoodSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("neighbourhood-1-event") { db in
            try db.execute(sql: event)
        }
    }

    /// One row per VEVENT: a single event, a series, or (with `recurrence_id`) one changed occurrence of it.
    private static let event = """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            uid TEXT NOT NULL,
            recurrence_id TEXT NOT NULL DEFAULT '',  -- '' or RECURRENCE-ID as the file says it
            sequence INTEGER NOT NULL DEFAULT 0,
            summary TEXT NOT NULL,
            description TEXT NOT NULL DEFAULT '',
            location TEXT NOT NULL DEFAULT '',
            url TEXT NOT NULL DEFAULT '',
            categories TEXT NOT NULL DEFAULT '',     -- separated by |
            organizer TEXT NOT NULL DEFAULT '',
            latitude REAL, longitude REAL,
            status TEXT NOT NULL DEFAULT 'confirmed'
                CHECK (status IN ('confirmed', 'tentative', 'cancelled')),
            capacity INTEGER CHECK (capacity >= 0),
            organisation TEXT NOT NULL DEFAULT '',   -- the platform's id of the organisation
            starts_at INTEGER NOT NULL,              -- ms, the (first) start
            ends_at INTEGER NOT NULL CHECK (ends_at >= starts_at),
            all_day INTEGER NOT NULL DEFAULT 0 CHECK (all_day IN (0, 1)),
            recurs INTEGER NOT NULL DEFAULT 0 CHECK (recurs IN (0, 1)),
            ics TEXT NOT NULL,                       -- the VEVENT, unfolded, for expansion
            UNIQUE (uid, recurrence_id)
        ) STRICT;
        CREATE INDEX event_single ON event (starts_at) WHERE recurs = 0;
        CREATE INDEX event_series ON event (id) WHERE recurs = 1;
        """
}
