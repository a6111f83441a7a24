import Foundation
import Model

/// Decides which occurrences of a schedule run now, and which are skipped and why. Pure.
struct DueOccurrences: Equatable {
    /// In order; together they are all occurrences between the last one that was dealt with and now.
    private(set) var runs: [OccurrenceRun] = []

    /// The ones to enqueue, oldest first.
    var enqueued: [Date] { runs.filter { $0.reason == nil }.map(\.first) }
    var skipped: [OccurrenceRun] { runs.filter { $0.reason != nil } }

    /// More missed occurrences than this do not run at one time, whatever the rule says.
    static let mostAtOnce = 1000
    /// Only so many are looked at one by one: a month of minutes, and some days. Older ones are counted.
    static let mostConsidered = 50_000
    /// How late an occurrence may be and still be on time, in seconds.
    private static let onTime = 60.0

    /// - Parameters:
    ///   - doneUntil: All occurrences up to this one, included, have been dealt with.
    ///   - calendar: Of the schedule's zone.
    init(of schedule: Schedule, doneUntil: Date, now: Date, calendar: LocalCalendar) {
        let series = OccurrenceSeries(rule: schedule.rule, doneUntil: doneUntil, calendar: calendar)
        let tooOld = now - schedule.maxAge.seconds - 0.001
        let tooMany = now - schedule.rule.shortestInterval * Double(Self.mostConsidered)
        skip(series, after: doneUntil, through: tooOld, Reason.tooOld)
        skip(series, after: tooOld, through: tooMany, Reason.tooMany)
        decide(
            series.all(after: max(tooOld, tooMany), through: now), of: schedule, now: now,
            calendar: calendar)
    }

    private mutating func skip(
        _ series: OccurrenceSeries, after start: Date, through end: Date, _ reason: String
    ) {
        guard end > series.doneUntil, end > start,
            let span = series.span(after: start, through: end)
        else { return }
        add(OccurrenceRun(span, skippedBecause: reason))
    }

    /// First what cannot run whatever else there is, then what catching up leaves of the others.
    private mutating func decide(
        _ due: [Date], of schedule: Schedule, now: Date, calendar: LocalCalendar
    ) {
        let reasons = due.map {
            Self.reasonToSkip($0, of: schedule, now: now, calendar: calendar)
        }
        var running = schedule.catchUp == .all ? Self.mostAtOnce : 1
        var runs: [OccurrenceRun] = []
        for (occurrence, reason) in zip(due, reasons).reversed() {
            let reason = reason ?? (running > 0 ? nil : Reason.later(schedule.catchUp))
            if reason == nil { running -= 1 }
            runs.append(OccurrenceRun(occurrence, skippedBecause: reason))
        }
        for run in runs.reversed() { add(run) }
    }

    private static func reasonToSkip(
        _ occurrence: Date, of schedule: Schedule, now: Date, calendar: LocalCalendar
    ) -> String? {
        let isLate = now.timeIntervalSince(occurrence) > onTime
        if let hours = schedule.hours {
            if !hours.contains(calendar.time(at: occurrence)) { return Reason.outside }
            if isLate, !hours.contains(calendar.time(at: now)) { return Reason.outsideNow }
        }
        return isLate && schedule.catchUp == .none ? Reason.missed : nil
    }

    /// Neighbours with the same reason are one record.
    private mutating func add(_ run: OccurrenceRun) {
        if !runs.isEmpty, runs[runs.count - 1].absorb(run) { return }
        runs.append(run)
    }

    /// Why an occurrence is skipped, as operators read it.
    enum Reason {
        static let outside = "outside its hours"
        static let outsideNow = "missed, and now it is outside its hours"
        static let tooOld = "missed, and older than its maximum age"
        static let tooMany = "missed, and too many were missed"
        static let missed = "missed"
        static let missedLaterRuns = "missed, a later one runs"
        static let formerRuns = "the former one has not ended"
        static let ranBefore = "it ran before the clock was set back"
        static let removed = "was removed"

        fileprivate static func later(_ catchUp: CatchUp) -> String {
            catchUp == .all ? tooMany : missedLaterRuns
        }
    }
}

extension ScheduleRule {
    /// No two occurrences are nearer to each other, in seconds.
    fileprivate var shortestInterval: Double {
        switch self {
        case .every(let interval): interval.seconds
        case .cron: 60
        }
    }
}
