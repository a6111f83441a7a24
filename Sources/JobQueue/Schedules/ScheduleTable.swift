public import Foundation
public import GRDB
public import Model

/// The tables `schedule` and `occurrence`. Lives as long as the transaction it was made in.
///
/// A row of `schedule` has a watermark, `done_until`: all occurrences up to it have been dealt with. The next one is
/// computed from the rule and the watermark; `next_at` keeps it for those who only ask when to look again.
public struct ScheduleTable {
    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    // MARK: Installing

    /// Brings the table in line with what `jobs/` says now. No occurrence is forgotten and none comes twice:
    ///
    /// - A new schedule begins at `now`: an interval with an occurrence at once, a cron expression with its next one.
    /// - A rule or zone that was changed holds from `now` on. What the former one still owed is dealt with first, as
    ///   the schedule says now (its catch-up, maximum age, hours, overlap, kind and args). An interval keeps its
    ///   distance from the last occurrence, or from its beginning when there was none.
    /// - A schedule that is gone stops. What it still owed is recorded as skipped, "was removed"; so is what lay between
    ///   when it comes back.
    ///
    /// A second call with the same schedules changes nothing.
    ///
    /// - Parameter calendar: For schedules without a zone. The default is UTC.
    public func install(
        _ schedules: [Schedule], now: Date, calendar: LocalCalendar = LocalCalendar(zone: .gmt)
    ) throws {
        let rows = try ScheduleRow.all(db)
        let names = Set(schedules.map(\.name))
        for row in rows.values where !row.isRemoved && !names.contains(row.name) {
            try remove(row, now: now, calendar)
        }
        for schedule in schedules {
            let doneUntil = try startOfRule(
                of: schedule, row: rows[schedule.name], now: now, calendar)
            try save(schedule, doneUntil: doneUntil, now: now, calendar)
        }
    }

    private func startOfRule(
        of schedule: Schedule, row: ScheduleRow?, now: Date, _ calendar: LocalCalendar
    ) throws -> Date {
        guard let row else { return schedule.rule.start(at: now) }
        if row.isRemoved {
            let end = try skipAll(of: row, until: now, calendar)
            return schedule.rule.start(at: now, after: end)
        }
        guard row.rule != schedule.rule || row.zone != schedule.zone else { return row.doneUntil }
        var former = schedule
        former.zone = row.zone
        // A rule that this version cannot read owes what the new one does.
        guard let rule = row.rule else { return row.doneUntil }
        former.rule = rule
        let end = try deal(
            with: former, from: row.doneUntil, now: now, calendar: former.calendar(or: calendar))
        return schedule.rule.start(at: now, after: end)
    }

    private func remove(_ row: ScheduleRow, now: Date, _ calendar: LocalCalendar) throws {
        let end = try skipAll(of: row, until: now, calendar)
        try db.execute(
            sql: "UPDATE schedule SET removed_at = ?, done_until = ? WHERE name = ?",
            arguments: [
                now.unixMilliseconds,
                (row.rule?.start(at: now, after: end) ?? end).unixMilliseconds, row.name,
            ])
    }

    /// - Returns: The new watermark.
    private func skipAll(of row: ScheduleRow, until now: Date, _ calendar: LocalCalendar) throws
        -> Date
    {
        guard let rule = row.rule else { return row.doneUntil }
        let series = OccurrenceSeries(
            rule: rule, doneUntil: row.doneUntil, calendar: row.calendar(or: calendar))
        guard let span = series.span(after: row.doneUntil, through: now) else {
            return row.doneUntil
        }
        let run = OccurrenceRun(span, skippedBecause: DueOccurrences.Reason.removed)
        try record(run, of: row.name, now: now)
        return span.last
    }

    // MARK: Firing

    /// Enqueues what `schedule` owes at `now`: each occurrence is recorded in one transaction with its job.
    ///
    /// An occurrence never runs twice, also when the clock is set back: then a cron expression waits until the clock
    /// is where it was, and an interval begins anew at `now`.
    ///
    /// - Parameter calendar: For a schedule without a zone.
    /// - Returns: When to look again, later than `now`; nil when the schedule is not installed.
    public func fire(_ schedule: Schedule, now: Date, calendar: LocalCalendar) throws -> Date? {
        guard let progress = try progress(of: schedule.name) else { return nil }
        let wasSetBack = schedule.rule.isInterval && progress.doneUntil > now
        // Nothing to write, nothing to fsync.
        guard progress.nextAt <= now || wasSetBack else { return progress.nextAt }
        let calendar = schedule.calendar(or: calendar)
        let doneUntil = try deal(
            with: schedule, from: progress.doneUntil, now: now, calendar: calendar)
        let series = OccurrenceSeries(
            rule: schedule.rule, doneUntil: doneUntil, calendar: calendar)
        let next = series.next(after: now)
        try db.cachedStatement(
            sql: "UPDATE schedule SET done_until = ?, next_at = ? WHERE name = ?"
        ).execute(arguments: [doneUntil.unixMilliseconds, next.unixMilliseconds, schedule.name])
        return next
    }

    /// The next occurrence of each of the named schedules that is not removed.
    public func nextOccurrences(of names: [String]) throws -> [Date] {
        try names.compactMap { try progress(of: $0)?.nextAt }
    }

    private func progress(of name: String) throws -> (doneUntil: Date, nextAt: Date)? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT done_until, next_at FROM schedule
                    WHERE name = ? AND removed_at IS NULL AND next_at IS NOT NULL
                    """), arguments: [name])
        return row.map { (Date(unixMilliseconds: $0[0]), Date(unixMilliseconds: $0[1])) }
    }

    /// Enqueues and records everything up to `now`.
    ///
    /// - Returns: The new watermark.
    private func deal(
        with schedule: Schedule, from doneUntil: Date, now: Date, calendar: LocalCalendar
    ) throws -> Date {
        var start = doneUntil
        if case .every(let interval) = schedule.rule, doneUntil > now {
            start = try freeStart(of: schedule, from: now) - interval.seconds
        }
        let due = DueOccurrences(of: schedule, doneUntil: start, now: now, calendar: calendar)
        guard let last = due.runs.last?.last else { return start }
        let isBlocked = try schedule.overlap == .skip && formerRuns(schedule.name)
        for run in due.runs {
            try perform(run, of: schedule, isBlocked: isBlocked, now: now, calendar)
        }
        return last
    }

    private func save(
        _ schedule: Schedule, doneUntil: Date, now: Date, _ calendar: LocalCalendar
    ) throws {
        let series = OccurrenceSeries(
            rule: schedule.rule, doneUntil: doneUntil, calendar: schedule.calendar(or: calendar))
        try db.execute(
            sql: Self.saveSQL,
            arguments: [
                "name": schedule.name, "kind": schedule.kind, "args": schedule.args,
                "rule": schedule.rule.text, "zone": schedule.zone,
                "catchUp": schedule.catchUp.rawValue, "maxAge": schedule.maxAge.milliseconds,
                "from": schedule.hours?.from.minute, "to": schedule.hours?.until.minute,
                "overlap": schedule.overlap.rawValue, "jitter": schedule.jitter.milliseconds,
                "doneUntil": doneUntil.unixMilliseconds,
                "next": series.next(after: doneUntil).unixMilliseconds,
                "now": now.unixMilliseconds,
            ])
    }

    private static let saveSQL = """
        INSERT INTO schedule (name, kind, args, rule, zone, catch_up, max_age, hours_from, hours_to,
            overlap, jitter, done_until, next_at, first_seen_at)
        VALUES (:name, :kind, :args, :rule, :zone, :catchUp, :maxAge, :from, :to,
            :overlap, :jitter, :doneUntil, :next, :now)
        ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, args = excluded.args,
            rule = excluded.rule, zone = excluded.zone, catch_up = excluded.catch_up,
            max_age = excluded.max_age, hours_from = excluded.hours_from,
            hours_to = excluded.hours_to, overlap = excluded.overlap, jitter = excluded.jitter,
            done_until = excluded.done_until, next_at = excluded.next_at, removed_at = NULL
        """
}

extension ScheduleRule {
    /// The watermark with which a rule begins to hold at `now`: an expression with its next time, an interval at once,
    /// or an interval after the last occurrence.
    ///
    /// - Parameter end: The watermark that the former rule left; nil for a new schedule.
    fileprivate func start(at now: Date, after end: Date? = nil) -> Date {
        switch self {
        case .every(let interval):
            let atOnce = now.wholeSecond - interval.seconds
            return max(end ?? atOnce, atOnce)
        case .cron: return max(end ?? now, now)
        }
    }
}

extension Date {
    /// The second that the clock shows: intervals count from it.
    var wholeSecond: Date {
        Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down))
    }
}
