public import GRDB

/// What the schedules added to their two tables. Append-only.
public enum ScheduleSchema {
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobqueue-4-watermark") { db in
            try db.execute(sql: watermark)
        }
    }

    /// Until then there were intervals only, so the occurrence before the next one is the last that was dealt with.
    /// `hours_to` was the last minute and is the minute after it now.
    private static let watermark = """
        ALTER TABLE schedule ADD COLUMN done_until INTEGER NOT NULL DEFAULT 100000000000
            CHECK (done_until BETWEEN 100000000000 AND 99999999999999);
        UPDATE schedule SET
            done_until = coalesce(next_at - CAST(substr(rule, 7) AS INTEGER), first_seen_at),
            hours_to = (hours_to + 1) % 1440;
        CREATE INDEX occurrence_by_schedule ON occurrence (schedule, id);
        """
}
