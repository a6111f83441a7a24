import Foundation
import Model

/// Whose turn it is: the readers' hours of one local day that nobody has dealt with yet. Pure.
struct DigestWindow: Equatable {
    let date: LocalDate
    /// Minutes of the day whose readers get a digest now; nil when there is none.
    let due: ClosedRange<Int>?
    /// Minutes of the day that nobody dealt with in time: their readers are recorded as skipped.
    let tooLate: ClosedRange<Int>?
    /// Whether only the readers of weekly digests are dealt with: so long ago, daily ones had another day since.
    var isWeeklyOnly = false

    /// The windows that are not empty, the oldest day first. Together those of all rounds hold each minute of each
    /// day once.
    ///
    /// - Parameters:
    ///   - plannedUntil: Up to which instant the hours were dealt with before; nil for the first time. Then the
    ///     hours of today that are too late are recorded and no older ones.
    ///   - horizon: Until when hours are planned ahead.
    static func all(
        now: Date, plannedUntil: Date?, horizon: Date, rule: LatenessRule, calendar: LocalCalendar
    ) -> [DigestWindow] {
        let today = calendar.date(at: now)
        return (-7...1).compactMap { offset in
            let date = today.adding(days: offset)
            let minutes = DayMinutes(date: date, calendar: calendar)
            let isOld = offset < -1
            // A longer absence than a day is told to weekly readers only: one letter in the log, not seven.
            let recordFrom =
                plannedUntil.map { isOld ? $0 : max($0, now.addingTimeInterval(-86_400)) }
                ?? calendar.startOfDay(today).addingTimeInterval(-1)
            let end = minutes.first { $0 > horizon }
            let inTime = minutes.first { rule.deadline(of: $0, on: date, calendar) >= now }
            let new = minutes.first { $0 > (plannedUntil ?? .distantPast) }
            let recorded = minutes.first { $0 > recordFrom }
            let window = DigestWindow(
                date: date, due: range(max(new, inTime), end),
                tooLate: range(recorded, min(inTime, end)), isWeeklyOnly: isOld)
            return window.due == nil && window.tooLate == nil ? nil : window
        }
    }

    private static func range(_ first: Int, _ end: Int) -> ClosedRange<Int>? {
        first < end ? first...(end - 1) : nil
    }
}

/// The minutes of one local day. Their instants rise, also over a change of the clock, so they can be searched.
private struct DayMinutes {
    let date: LocalDate
    let calendar: LocalCalendar

    /// The first minute whose instant `holds`, 1440 when there is none; `holds` stays true once it is.
    func first(where holds: (Date) -> Bool) -> Int {
        var range = 0..<1440
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if holds(calendar.instant(date, LocalTime(minute: middle))) {
                range = range.lowerBound..<middle
            } else {
                range = (middle + 1)..<range.upperBound
            }
        }
        return range.lowerBound
    }
}
