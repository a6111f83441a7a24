public import Foundation
public import GRDB
public import Model

/// The tables `schedule` and `occurrence`. Lives as long as the transaction it was made in.
public struct ScheduleTable {
    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// Brings the table in line with what `jobs/` says now: new ones begin at `now`, changed ones keep their next
    /// occurrence, those that are gone stop.
    public func install(_ schedules: [Schedule], now: Date) throws {
        try db.execute(
            sql: "UPDATE schedule SET removed_at = ? WHERE removed_at IS NULL",
            arguments: [now.unixMilliseconds])
        for schedule in schedules { try install(schedule, now: now) }
    }

    private func install(_ schedule: Schedule, now: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO schedule (name, kind, args, rule, zone, catch_up, max_age, hours_from, hours_to,
                    next_at, first_seen_at)
                VALUES (:name, :kind, :args, :rule, :zone, :catchUp, :maxAge, :from, :to, :now, :now)
                ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, args = excluded.args,
                    rule = excluded.rule, zone = excluded.zone, catch_up = excluded.catch_up,
                    max_age = excluded.max_age, hours_from = excluded.hours_from,
                    hours_to = excluded.hours_to, removed_at = NULL
                """,
            arguments: [
                "name": schedule.name, "kind": schedule.kind, "args": schedule.args,
                "rule": schedule.rule.text, "zone": schedule.zone,
                "catchUp": schedule.catchUp.rawValue, "maxAge": schedule.maxAge.milliseconds,
                "from": schedule.hours?.lowerBound.minute, "to": schedule.hours?.upperBound.minute,
                "now": now.unixMilliseconds,
            ])
    }

    /// Enqueues what `schedule` owes at `now`: each occurrence is one row, written in one transaction with its job.
    ///
    /// - Returns: When to look again.
    public func fire(_ schedule: Schedule, now: Date, calendar: LocalCalendar) throws -> Date? {
        guard let nextAt = try nextAt(schedule.name) else { return nil }
        let due = DueOccurrences(of: schedule, nextAt: nextAt, now: now, calendar: calendar)
        guard due.next != nextAt else { return nextAt }  // nothing to write, nothing to fsync
        for skipped in due.skipped { try record(skipped, of: schedule.name, now: now) }
        for occurrence in due.enqueued { try enqueue(occurrence, of: schedule, now: now) }
        try db.cachedStatement(sql: "UPDATE schedule SET next_at = ? WHERE name = ?")
            .execute(arguments: [due.next.unixMilliseconds, schedule.name])
        return due.next
    }

    /// What each schedule that is not removed comes to next and did last, by name.
    public func list() throws -> [ScheduleListing] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT s.name, s.rule, s.next_at,
                    (SELECT max(due_at) FROM occurrence o WHERE o.schedule = s.name AND outcome = 'enqueued')
                FROM schedule s WHERE removed_at IS NULL ORDER BY name
                """
        ).map {
            ScheduleListing(
                name: $0[0], rule: $0[1],
                nextAt: ($0[2] as Int64?).map(Date.init(unixMilliseconds:)),
                lastAt: ($0[3] as Int64?).map(Date.init(unixMilliseconds:)))
        }
    }

    /// The next occurrence of each of the named schedules that is not removed.
    public func nextOccurrences(of names: [String]) throws -> [Date] {
        try names.compactMap(nextAt)
    }

    private func nextAt(_ name: String) throws -> Date? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT next_at FROM schedule WHERE name = ? AND removed_at IS NULL"),
            arguments: [name]
        ).map(Date.init(unixMilliseconds:))
    }

    private func enqueue(_ occurrence: Date, of schedule: Schedule, now: Date) throws {
        if try formerRuns(schedule.name) {
            return try record(
                SkippedOccurrences(
                    first: occurrence, last: occurrence, count: 1,
                    reason: "the former one has not ended"), of: schedule.name, now: now)
        }
        let job = try JobTable(db).enqueue(
            NewJob(
                kind: schedule.kind, args: schedule.args,
                uniqueKey: "schedule/\(schedule.name)/\(occurrence.unixMilliseconds)",
                scheduledFor: occurrence), now: now)
        try db.cachedStatement(
            sql: """
                INSERT INTO occurrence (schedule, due_at, last_due_at, outcome, job, created_at)
                VALUES (?1, ?2, ?2, 'enqueued', ?3, ?4) ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [
            schedule.name, occurrence.unixMilliseconds, job.id, now.unixMilliseconds,
        ])
    }

    private func formerRuns(_ name: String) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT finalized_at IS NULL FROM job WHERE id = (SELECT job FROM occurrence
                        WHERE schedule = ? AND job IS NOT NULL ORDER BY due_at DESC LIMIT 1)
                    """), arguments: [name]) ?? false
    }

    private func record(_ skipped: SkippedOccurrences, of name: String, now: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO occurrence (schedule, due_at, last_due_at, count, outcome, reason, created_at)
                VALUES (?, ?, ?, ?, 'skipped', ?, ?) ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [
            name, skipped.first.unixMilliseconds, skipped.last.unixMilliseconds, skipped.count,
            skipped.reason, now.unixMilliseconds,
        ])
    }
}

/// A schedule as an operator sees it.
public struct ScheduleListing: Codable, Equatable, Sendable {
    public let name: String
    public let rule: String
    public let nextAt: Date?
    public let lastAt: Date?
}
