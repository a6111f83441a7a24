import GRDB

/// The tables of the probe: what was asked of it, and how each attempt ended.
enum ProbeSchema {
    /// `proof` has a row for each end of an attempt, written by the commit that ends it. Together with the ``WorkFile``
    /// it shows what went wrong: an attempt whose work was begun and whose end nobody recorded is in the file alone;
    /// a job that was finished twice has two rows with a final state. It outlives the jobs, which are cleaned away.
    ///
    /// `scripted` has the keys of the scripted jobs that are enqueued, each written with its job: one that was done and
    /// cleaned away is not enqueued again.
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("probe-1-proof") { db in
            try db.execute(
                sql: """
                    CREATE TABLE proof (
                        id INTEGER PRIMARY KEY,
                        job INTEGER NOT NULL,
                        attempt INTEGER NOT NULL,
                        worker TEXT NOT NULL,    -- of the process that recorded it; 'queue' when no worker had it
                        state TEXT NOT NULL,     -- what the job became
                        at INTEGER NOT NULL,
                        unique_key TEXT,         -- of the job
                        scheduled_for INTEGER    -- of the job
                    ) STRICT;
                    CREATE INDEX proof_job ON proof (job);
                    CREATE TABLE scripted (key TEXT PRIMARY KEY NOT NULL) STRICT;
                    """)
        }
    }
}
