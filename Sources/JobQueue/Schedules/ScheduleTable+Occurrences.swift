public import Foundation
import GRDB
import Model

/// The table `occurrence`: what became of each occurrence.
///
/// An occurrence of a cron expression that ran is a row. Rounds of an interval are many and alike, so those of 24 hours
/// that follow each other are one row, with the newest job; skipped neighbours with one reason are one row.
extension ScheduleTable {
    /// Deletes old rows. The watermark in `schedule` keeps occurrences from coming twice, no row is needed for that; the
    /// newest run and the newest skip of each schedule stay, for ``list()`` and ``Overlap``.
    ///
    /// - Parameters:
    ///   - before: Rows that were begun and ended before this are old.
    ///   - limit: At most so many are deleted, to keep the transaction short.
    /// - Returns: How many were deleted; call again in the next transaction while it is `limit`.
    @discardableResult
    public func clean(before: Date, limit: Int) throws -> Int {
        try db.cachedStatement(
            sql: """
                DELETE FROM occurrence WHERE id IN (
                    SELECT id FROM occurrence o
                    WHERE created_at < :before AND last_due_at < :before AND EXISTS (
                        SELECT 1 FROM occurrence newer WHERE newer.schedule = o.schedule
                            AND newer.id > o.id AND newer.outcome = o.outcome)
                    ORDER BY id LIMIT :limit)
                """
        ).execute(arguments: ["before": before.unixMilliseconds, "limit": limit])
        return db.changesCount
    }

    /// Enqueues the occurrence, or records why it is skipped.
    func perform(
        _ run: OccurrenceRun, of schedule: Schedule, isBlocked: Bool, now: Date,
        _ calendar: LocalCalendar
    ) throws {
        guard run.reason == nil else { return try record(run, of: schedule.name, now: now) }
        if isBlocked {
            return try skip(run, of: schedule, DueOccurrences.Reason.formerRuns, now: now)
        }
        let job = try enqueueJob(of: run.first, schedule, now: now, calendar)
        guard case .inserted(let id) = job else {
            return try skip(run, of: schedule, DueOccurrences.Reason.ranBefore, now: now)
        }
        let isRound =
            try schedule.rule.isInterval && extendRounds(run, of: schedule.name, job: id)
        if !isRound { try insert(run, of: schedule.name, job: id, now: now) }
    }

    /// Records occurrences that were skipped.
    func record(_ run: OccurrenceRun, of name: String, now: Date) throws {
        if try !extendSkipped(run, of: name) { try insert(run, of: name, job: nil, now: now) }
    }

    /// Where an interval that begins anew after the clock was set back does not meet a round that ran when the clock
    /// was there before: at `now`, or some seconds later.
    func freeStart(of schedule: Schedule, from now: Date) throws -> Date {
        var start = now.wholeSecond
        while try hasJob(schedule, at: start) { start += 1 }
        return start
    }

    /// Whether the job of the last occurrence that ran has not ended.
    func formerRuns(_ name: String) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT finalized_at IS NULL FROM job WHERE id = (SELECT job FROM occurrence
                        WHERE schedule = ? AND outcome = 'enqueued' ORDER BY id DESC LIMIT 1)
                    """), arguments: [name]) ?? false
    }

    // MARK: Jobs

    private func enqueueJob(
        of occurrence: Date, _ schedule: Schedule, now: Date, _ calendar: LocalCalendar
    ) throws -> Enqueued {
        let at = schedule.runTime(of: occurrence, in: calendar)
        return try JobTable(db).enqueue(
            NewJob(
                kind: schedule.kind, args: schedule.args, scheduledAt: at > now ? at : nil,
                uniqueKey: schedule.uniqueKey(of: occurrence), scheduledFor: occurrence), now: now)
    }

    private func hasJob(_ schedule: Schedule, at occurrence: Date) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM job WHERE kind = ? AND unique_key = ?)"),
            arguments: [schedule.kind, schedule.uniqueKey(of: occurrence)]) ?? false
    }

    // MARK: Rows

    private func skip(
        _ run: OccurrenceRun, of schedule: Schedule, _ reason: String, now: Date
    ) throws {
        var run = run
        run.reason = reason
        try record(run, of: schedule.name, now: now)
    }

    private static let newest =
        "id = (SELECT max(id) FROM occurrence WHERE schedule = :name)"

    /// - Returns: Whether the newest row was of the same kind and took it in.
    private func extendSkipped(_ run: OccurrenceRun, of name: String) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE occurrence SET last_due_at = :last, count = count + :count
                WHERE \(Self.newest) AND outcome = 'skipped' AND reason = :reason
                    AND last_due_at < :first
                """
        ).execute(arguments: [
            "name": name, "first": run.first.unixMilliseconds, "last": run.last.unixMilliseconds,
            "count": run.count, "reason": run.reason,
        ])
        return db.changesCount == 1
    }

    private func extendRounds(_ run: OccurrenceRun, of name: String, job: Int64) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE occurrence SET last_due_at = :at, count = count + 1, job = :job
                WHERE \(Self.newest) AND outcome = 'enqueued' AND last_due_at < :at
                    AND due_at > :at - 86400000
                """
        ).execute(arguments: ["name": name, "at": run.first.unixMilliseconds, "job": job])
        return db.changesCount == 1
    }

    /// After the clock was set back an interval can come by where a row began before: the row is put a millisecond
    /// later, so that none is lost.
    private func insert(_ run: OccurrenceRun, of name: String, job: Int64?, now: Date) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO occurrence (schedule, due_at, last_due_at, count, outcome, reason, job, created_at)
                VALUES (:name, :first, max(:first, :last), :count, :outcome, :reason, :job, :now)
                ON CONFLICT DO NOTHING
                """)
        var first = run.first.unixMilliseconds
        repeat {
            try statement.execute(arguments: [
                "name": name, "first": first, "last": run.last.unixMilliseconds,
                "count": run.count, "outcome": run.reason == nil ? "enqueued" : "skipped",
                "reason": run.reason ?? "", "job": job, "now": now.unixMilliseconds,
            ])
            first += 1
        } while db.changesCount == 0
    }
}

extension Schedule {
    /// An occurrence has one job as long as the job is in the table.
    fileprivate func uniqueKey(of occurrence: Date) -> String {
        "schedule/\(name)/\(occurrence.unixMilliseconds)"
    }
}
