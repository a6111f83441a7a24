public import Foundation
public import Model

/// An occurrence that is to come, as a preview shows it.
public struct PlannedOccurrence: Equatable, Sendable {
    public let instant: Date
    /// When its job is due: later by the share of the jitter.
    public let runsAt: Date
    public let marks: [Mark]

    /// What is particular about it.
    public enum Mark: String, Equatable, Sendable, CaseIterable {
        /// The time that was meant is skipped by the clock.
        case moved = "moved out of the gap"
        /// The clock shows this time again later.
        case first = "first of two"
        /// The clock showed this time before.
        case second = "second of two"
        case skipped = "outside its hours: skipped"
    }

    public var isSkipped: Bool { marks.contains(.skipped) }
}

extension Schedule {
    /// The occurrences that come after `start`, at `end` or before it, from the earliest, when nothing is missed.
    ///
    /// An interval is counted from `start`, which is its first occurrence.
    ///
    /// - Parameters:
    ///   - end: nil for no end.
    ///   - limit: At most so many.
    ///   - calendar: For a schedule without a zone.
    public func plan(
        after start: Date, through end: Date? = nil, limit: Int, calendar: LocalCalendar
    ) -> [PlannedOccurrence] {
        let calendar = self.calendar(or: calendar)
        let series = previewSeries(from: start, calendar)
        var planned: [PlannedOccurrence] = []
        var instant = series.next(after: series.doneUntil)
        while planned.count < limit, instant <= end ?? .distantFuture {
            planned.append(plannedOccurrence(instant, calendar))
            instant = series.next(after: instant)
        }
        return planned
    }

    /// How many occurrences ``plan(after:through:limit:calendar:)`` has without a limit.
    public func planCount(after start: Date, through end: Date, calendar: LocalCalendar) -> Int {
        let series = previewSeries(from: start, self.calendar(or: calendar))
        return series.span(after: series.doneUntil, through: end)?.count ?? 0
    }

    private func previewSeries(from start: Date, _ calendar: LocalCalendar) -> OccurrenceSeries {
        var doneUntil = start
        if case .every(let interval) = rule { doneUntil = start.wholeSecond - interval.seconds }
        return OccurrenceSeries(rule: rule, doneUntil: doneUntil, calendar: calendar)
    }

    private func plannedOccurrence(_ instant: Date, _ calendar: LocalCalendar)
        -> PlannedOccurrence
    {
        let time = calendar.time(at: instant)
        var marks: [PlannedOccurrence.Mark] = []
        if case .cron(let expression) = rule {
            if !expression.matches(calendar.date(at: instant), time) { marks.append(.moved) }
            if let mark = calendar.repetition(at: instant) { marks.append(mark) }
        }
        if let hours, !hours.contains(time) { marks.append(.skipped) }
        return PlannedOccurrence(
            instant: instant, runsAt: runTime(of: instant, in: calendar), marks: marks)
    }
}

extension LocalCalendar {
    /// Whether the clock shows the time at `instant` twice, and which of the two this is.
    fileprivate func repetition(at instant: Date) -> PlannedOccurrence.Mark? {
        var change = zone.nextDaylightSavingTimeTransition(after: instant - 86_400)
        while let at = change, at <= instant + 86_400 {
            let lost = Double(zone.secondsFromGMT(for: at - 1) - zone.secondsFromGMT(for: at))
            if instant < at, instant + lost >= at { return .first }
            if instant >= at, instant - lost < at { return .second }
            change = zone.nextDaylightSavingTimeTransition(after: at)
        }
        return nil
    }
}
