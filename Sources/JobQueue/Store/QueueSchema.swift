public import GRDB

/// The tables of the queue. Migrations are append-only: what has landed is never edited.
///
/// `job` is a public contract: any program on the host may insert into it. Its CHECKs refuse what can never be
/// right; docs/database.md explains each column.
public enum QueueSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobqueue-1-job") { db in try db.execute(sql: job) }
        migrator.registerMigration("jobqueue-2-schedule") { db in try db.execute(sql: schedule) }
        migrator.registerMigration("jobqueue-3-queue") { db in try db.execute(sql: queue) }
        ScheduleSchema.register(in: &migrator)
        StoreHealthSchema.register(in: &migrator)
        GenerationSchema.register(in: &migrator)
    }

    /// Milliseconds, not seconds and not microseconds: from 1973 to 5138.
    private static func isTime(_ column: String) -> String {
        "CHECK (\(column) BETWEEN 100000000000 AND 99999999999999)"
    }

    private static let now = "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))"

    private static let job = """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
            args TEXT NOT NULL DEFAULT '{}'
                CHECK (CASE WHEN json_valid(args) THEN json_type(args) = 'object' ELSE 0 END),
            queue TEXT NOT NULL DEFAULT 'inbox' CHECK (length(queue) BETWEEN 1 AND 128),
            state TEXT NOT NULL DEFAULT 'available' CHECK (state IN ('available', 'scheduled',
                'running', 'retryable', 'completed', 'cancelled', 'discarded')),
            priority INTEGER NOT NULL DEFAULT 2 CHECK (priority IN (0, 1, 2, 3)),
            attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt BETWEEN 0 AND 1000000),
            max_attempts INTEGER CHECK (max_attempts BETWEEN 1 AND 1000), -- NULL: what its kind decides
            crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes BETWEEN 0 AND 1000000),
            scheduled_at INTEGER NOT NULL DEFAULT \(now) \(isTime("scheduled_at")),
            expires_at INTEGER \(isTime("expires_at")),
            unique_key TEXT CHECK (length(unique_key) BETWEEN 1 AND 256),
            lease_ends_at INTEGER \(isTime("lease_ends_at")),
            worker TEXT,
            cancel_requested_at INTEGER \(isTime("cancel_requested_at")),
            progress TEXT,
            result TEXT CHECK (result IS NULL OR json_valid(result)),
            errors TEXT NOT NULL DEFAULT '[]'
                CHECK (CASE WHEN json_valid(errors) THEN json_type(errors) = 'array' ELSE 0 END),
            created_at INTEGER NOT NULL DEFAULT \(now) \(isTime("created_at")),
            started_at INTEGER \(isTime("started_at")),
            finalized_at INTEGER \(isTime("finalized_at")),
            scheduled_for INTEGER \(isTime("scheduled_for")),
            tags TEXT NOT NULL DEFAULT '[]'
                CHECK (CASE WHEN json_valid(tags) THEN json_type(tags) = 'array' ELSE 0 END),
            CHECK ((state = 'running') = (worker IS NOT NULL AND lease_ends_at IS NOT NULL)),
            CHECK ((state IN ('completed', 'cancelled', 'discarded')) = (finalized_at IS NOT NULL))
        ) STRICT;
        CREATE INDEX job_claimable ON job (queue, priority, scheduled_at, id)
            WHERE state IN ('available', 'scheduled', 'retryable');
        CREATE INDEX job_expiring ON job (expires_at)
            WHERE state IN ('available', 'scheduled', 'retryable') AND expires_at IS NOT NULL;
        CREATE INDEX job_running ON job (lease_ends_at) WHERE state = 'running';
        CREATE INDEX job_finalized ON job (finalized_at) WHERE finalized_at IS NOT NULL;
        CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE unique_key IS NOT NULL;
        """

    private static let schedule = """
        CREATE TABLE schedule (
            name TEXT PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            kind TEXT NOT NULL,
            args TEXT NOT NULL DEFAULT '{}'
                CHECK (CASE WHEN json_valid(args) THEN json_type(args) = 'object' ELSE 0 END),
            rule TEXT NOT NULL,              -- 'every <milliseconds>' or 'cron <expression>'
            zone TEXT NOT NULL,
            catch_up TEXT NOT NULL CHECK (catch_up IN ('latest', 'all', 'none')),
            max_age INTEGER NOT NULL CHECK (max_age >= 0),     -- milliseconds
            hours_from INTEGER CHECK (hours_from BETWEEN 0 AND 1439),
            hours_to INTEGER CHECK (hours_to BETWEEN 0 AND 1439),
            overlap TEXT NOT NULL DEFAULT 'skip' CHECK (overlap IN ('skip', 'allow')),
            jitter INTEGER NOT NULL DEFAULT 0 CHECK (jitter >= 0), -- milliseconds
            next_at INTEGER \(isTime("next_at")),              -- NULL: never again
            first_seen_at INTEGER NOT NULL \(isTime("first_seen_at")),
            removed_at INTEGER \(isTime("removed_at"))         -- its job.yaml is gone
        ) STRICT;
        CREATE TABLE occurrence (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            schedule TEXT NOT NULL REFERENCES schedule (name),
            due_at INTEGER NOT NULL \(isTime("due_at")),
            -- A run of skipped ones is one row: the first, the last and how many.
            last_due_at INTEGER NOT NULL CHECK (last_due_at >= due_at),
            count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1),
            outcome TEXT NOT NULL CHECK (outcome IN ('enqueued', 'skipped')),
            reason TEXT NOT NULL DEFAULT '',
            job INTEGER,                     -- jobs are cleaned, occurrences stay longer
            created_at INTEGER NOT NULL \(isTime("created_at")),
            UNIQUE (schedule, due_at)
        ) STRICT;
        """

    private static let queue = """
        CREATE TABLE queue (
            name TEXT PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
            paused_at INTEGER \(isTime("paused_at")),           -- NULL: open
            paused_because TEXT NOT NULL DEFAULT '',
            rate REAL CHECK (rate BETWEEN 0.0001 AND 100000),   -- jobs a second; NULL: no limit
            burst INTEGER NOT NULL DEFAULT 1 CHECK (burst BETWEEN 1 AND 100000),
            spent_until INTEGER,                                -- when what was taken of the rate is earned again
            lanes INTEGER CHECK (lanes BETWEEN 1 AND 200),      -- at most so many side by side; NULL: as configured
            capacity INTEGER CHECK (capacity >= 1),             -- at most so many waiting; NULL: no limit
            full_at INTEGER \(isTime("full_at"))                -- since when there are; NULL: there is room
        ) STRICT;
        CREATE TABLE kind (                  -- what this installation can do, and where; written at start
            name TEXT PRIMARY KEY NOT NULL,
            queue TEXT NOT NULL
        ) STRICT;
        CREATE INDEX queue_full ON queue (name) WHERE full_at IS NOT NULL;
        CREATE TRIGGER job_capacity BEFORE INSERT ON job
        WHEN NEW.state NOT IN ('completed', 'cancelled', 'discarded')
            AND EXISTS (SELECT 1 FROM queue WHERE full_at IS NOT NULL AND name IN
                (NEW.queue, (SELECT queue FROM kind WHERE kind.name = NEW.kind)))
        BEGIN
            SELECT RAISE(ABORT, 'the queue is full: try again later');
        END;
        -- Finished jobs are kept as long as their kind and state say.
        DROP INDEX job_finalized;
        CREATE INDEX job_finished ON job (kind, state, finalized_at) WHERE finalized_at IS NOT NULL;
        -- Asked for in the row, by any program: the daemon sees to it.
        CREATE INDEX job_cancelling ON job (cancel_requested_at)
            WHERE cancel_requested_at IS NOT NULL AND finalized_at IS NULL;
        """
}
