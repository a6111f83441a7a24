public import GRDB

/// The tables of the neighbourhood. Migrations are append-only: what has landed is never edited.
public enum NeighbourhoodSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("neighbourhood-1-event") { db in
            try db.execute(sql: event)
        }
        migrator.registerMigration("neighbourhood-2-import") { db in
            try db.execute(sql: news)
            try db.execute(sql: importing)
        }
        migrator.registerMigration("neighbourhood-3-resident") { db in
            try db.execute(sql: resident)
        }
        migrator.registerMigration("neighbourhood-4-organisation") { db in
            try db.execute(sql: organisation)
        }
        migrator.registerMigration("neighbourhood-5-post-poll") { db in
            try db.execute(sql: post)
            try db.execute(sql: poll)
        }
        migrator.registerMigration("neighbourhood-6-content-version") { db in
            try db.execute(sql: ContentVersion.schema)
        }
        migrator.registerMigration("neighbourhood-7-help-enrolment") { db in
            try db.execute(sql: HelpRequest.schema)
            try db.execute(sql: EventChange.schema)
            try db.execute(
                sql: ContentVersion.triggers(of: ["help_request", "event_change"]))
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

    /// One row: the revision that was handed out last. Revisions only rise and are never handed out twice.
    private static let news = """
        CREATE TABLE news (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            revision INTEGER NOT NULL CHECK (revision >= 0)
        ) STRICT;
        INSERT INTO news (id, revision) VALUES (1, 0);
        """

    /// What the import remembers between two runs, and who may not come back.
    private static let importing = """
        CREATE TABLE import_file (
            file TEXT PRIMARY KEY,                   -- 'organisations.csv'
            first_load_completed_at INTEGER          -- ms; NULL: the first load has begun, not ended
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE import_memory (
            file TEXT NOT NULL,
            id TEXT NOT NULL,                        -- as the file says it
            said TEXT NOT NULL CHECK (json_type(said) = 'object'),  -- column of the file: text
            PRIMARY KEY (file, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE erased_person (
            id_hash BLOB PRIMARY KEY CHECK (length(id_hash) = 32),  -- HMAC-SHA256 of the platform's id
            erased_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let resident = """
        CREATE TABLE resident (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            external_id TEXT NOT NULL UNIQUE CHECK (external_id <> ''),  -- the platform's
            given_name TEXT NOT NULL DEFAULT '',
            family_name TEXT NOT NULL DEFAULT '',
            email TEXT CHECK (email <> ''),          -- NULL: cannot be mailed
            phone TEXT NOT NULL DEFAULT '',
            language TEXT CHECK (language IN ('nl', 'en')),         -- NULL: the platform's
            address_form TEXT CHECK (address_form IN ('u', 'je')),  -- NULL: the platform's
            postal_code TEXT NOT NULL DEFAULT '',
            latitude REAL CHECK (latitude BETWEEN -90 AND 90),
            longitude REAL CHECK (longitude BETWEEN -180 AND 180),
            neighbourhood TEXT NOT NULL DEFAULT '',
            interests TEXT NOT NULL DEFAULT '',      -- separated by |
            skills TEXT NOT NULL DEFAULT '',         -- separated by |
            availability TEXT NOT NULL DEFAULT '',   -- 'mo-morning|tu-evening'
            helper INTEGER NOT NULL DEFAULT 0 CHECK (helper IN (0, 1)),
            max_distance_m INTEGER CHECK (max_distance_m >= 0),
            max_asks_per_month INTEGER CHECK (max_asks_per_month >= 0),
            paused_until INTEGER CHECK (paused_until > 100000000000),  -- ms, as all times
            vog_seen_on TEXT CHECK (vog_seen_on GLOB '????-??-??'),
            digest TEXT NOT NULL DEFAULT 'daily' CHECK (digest IN ('daily', 'weekly', 'none')),
            digest_minute INTEGER NOT NULL DEFAULT 390           -- minutes after 00:00 on the wall
                CHECK (digest_minute BETWEEN 0 AND 1439),
            digest_day INTEGER NOT NULL DEFAULT 1                -- of a weekly digest; 1 is Monday
                CHECK (digest_day BETWEEN 1 AND 7),
            reminders TEXT NOT NULL DEFAULT 'day-before'
                CHECK (reminders IN ('day-before', 'same-day', 'both', 'none')),
            reminder_hours TEXT NOT NULL DEFAULT '',             -- '24|2'; wins over reminders
            role TEXT NOT NULL DEFAULT 'resident'
                CHECK (role IN ('resident', 'connector', 'steward', 'desk')),
            status TEXT NOT NULL DEFAULT 'active'
                CHECK (status IN ('active', 'unconfirmed', 'unsubscribed', 'bounced')),
            joined_at INTEGER CHECK (joined_at > 100000000000),
            CONSTRAINT "latitude and longitude come together"
                CHECK ((latitude IS NULL) = (longitude IS NULL))
        ) STRICT;
        CREATE INDEX resident_digest ON resident (digest, digest_minute) WHERE status = 'active';
        """

    /// `news_revision` is the triggers' business, so that no writer of the table can forget it: NULL until the
    /// row is visible for the first time, then set once. What becomes visible while the first load of the map
    /// is under way gets 0, which is no news and yet remembers that it was seen.
    private static let organisation = """
        CREATE TABLE organisation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            external_id TEXT NOT NULL UNIQUE CHECK (external_id <> ''),
            name TEXT NOT NULL DEFAULT '',
            parent TEXT NOT NULL DEFAULT '',         -- external_id of an organisation
            category TEXT NOT NULL DEFAULT '',
            description TEXT NOT NULL DEFAULT '',
            url TEXT NOT NULL DEFAULT '',
            email TEXT CHECK (email <> ''),
            alternate_email TEXT CHECK (alternate_email <> ''),
            phone TEXT NOT NULL DEFAULT '',
            postal_code TEXT NOT NULL DEFAULT '',
            latitude REAL CHECK (latitude BETWEEN -90 AND 90),
            longitude REAL CHECK (longitude BETWEEN -180 AND 180),
            manager TEXT NOT NULL DEFAULT '',        -- external_id of a resident
            opening_hours TEXT NOT NULL DEFAULT '',
            costs TEXT NOT NULL DEFAULT '',
            views INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
            assured_at INTEGER CHECK (assured_at > 100000000000),
            status TEXT NOT NULL DEFAULT 'visible' CHECK (status IN ('visible', 'hidden', 'defunct')),
            news_revision INTEGER CHECK (news_revision >= 0),
            CONSTRAINT "latitude and longitude come together"
                CHECK ((latitude IS NULL) = (longitude IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX organisation_news ON organisation (news_revision) WHERE news_revision > 0;
        CREATE TRIGGER organisation_inserted AFTER INSERT ON organisation
        WHEN NEW.status = 'visible' AND NEW.news_revision IS NULL BEGIN
            \(organisationTakesRevision)
        END;
        CREATE TRIGGER organisation_shown AFTER UPDATE OF status ON organisation
        WHEN NEW.status = 'visible' AND NEW.news_revision IS NULL BEGIN
            \(organisationTakesRevision)
        END;
        """

    private static let organisationTakesRevision = """
        UPDATE news SET revision = revision + 1 WHERE NOT (\(mapIsFirstLoaded));
        UPDATE organisation
        SET news_revision = iif(\(mapIsFirstLoaded), 0, (SELECT revision FROM news))
        WHERE id = NEW.id;
        """

    private static let mapIsFirstLoaded = """
        EXISTS (SELECT 1 FROM import_file
            WHERE file = 'organisations.csv' AND first_load_completed_at IS NULL)
        """

    private static let post = """
        CREATE TABLE post (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            external_id TEXT NOT NULL UNIQUE CHECK (external_id <> ''),
            author TEXT NOT NULL DEFAULT '',         -- external_id of a resident
            organisation TEXT NOT NULL DEFAULT '',   -- external_id of an organisation
            kind TEXT NOT NULL DEFAULT 'news' CHECK (kind IN ('news', 'story', 'question', 'callout')),
            title TEXT NOT NULL DEFAULT '',
            text TEXT NOT NULL DEFAULT '',
            category TEXT NOT NULL DEFAULT '',
            neighbourhood TEXT NOT NULL DEFAULT '',
            url TEXT NOT NULL DEFAULT '',
            image_url TEXT NOT NULL DEFAULT '',
            published_at INTEGER NOT NULL CHECK (published_at > 100000000000),
            status TEXT NOT NULL DEFAULT 'visible' CHECK (status IN ('visible', 'removed')),
            news_revision INTEGER CHECK (news_revision > 0)
        ) STRICT;
        CREATE INDEX post_published ON post (published_at);
        CREATE INDEX post_unannounced ON post (published_at) WHERE news_revision IS NULL;
        CREATE UNIQUE INDEX post_news ON post (news_revision) WHERE news_revision > 0;
        CREATE TRIGGER post_inserted AFTER INSERT ON post
        WHEN NEW.status = 'visible' AND NEW.news_revision IS NULL BEGIN
            \(postTakesRevision)
        END;
        CREATE TRIGGER post_shown AFTER UPDATE OF status ON post
        WHEN NEW.status = 'visible' AND NEW.news_revision IS NULL BEGIN
            \(postTakesRevision)
        END;
        """

    private static let postTakesRevision = """
        UPDATE news SET revision = revision + 1;
        UPDATE post SET news_revision = (SELECT revision FROM news) WHERE id = NEW.id;
        """

    private static let poll = """
        CREATE TABLE poll (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            external_id TEXT NOT NULL UNIQUE CHECK (external_id <> ''),
            question TEXT NOT NULL DEFAULT '',
            options TEXT NOT NULL DEFAULT '',        -- separated by |
            neighbourhood TEXT NOT NULL DEFAULT '',
            opens_at INTEGER CHECK (opens_at > 100000000000),    -- NULL: open from the start
            closes_at INTEGER CHECK (closes_at > 100000000000),  -- NULL: open without end
            url TEXT NOT NULL DEFAULT '',
            result TEXT NOT NULL DEFAULT '',
            follow_up TEXT NOT NULL DEFAULT '',
            CONSTRAINT "closes_at is later than opens_at" CHECK (closes_at > opens_at)
        ) STRICT;
        CREATE INDEX poll_closes ON poll (closes_at);
        """
}
