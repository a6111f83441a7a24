import Foundation
import Model

/// Whose turn it is: the readers' hours of one local day that are dealt with now. Pure.
struct DigestWindow: Equatable {
    let date: LocalDate
    /// Minutes of the day whose readers get a digest now; nil when there is none.
    let due: ClosedRange<Int>?
    /// Minutes of the day that nobody dealt with in time: their readers are recorded as skipped.
    let tooLate: ClosedRange<Int>?

    /// The windows of yesterday, today and tomorrow that are not empty.
    ///
    /// - Parameters:
    ///   - lookedAt: When this was decided last; nil for the first time. Hours that were too late before are
    ///     not recorded again, and the first time only those of today are.
    ///   - horizon: Until when hours are planned ahead.
    ///   - lateness: How long after its hour a digest is still sent, both ends included.
    static func all(
        now: Date, lookedAt: Date?, horizon: Date, lateness: Duration, calendar: LocalCalendar
    ) -> [DigestWindow] {
        let today = calendar.date(at: now)
        let earliest = now.addingTimeInterval(-lateness.seconds)
        // A longer absence is told by the skipped occurrences of the schedule; letters tell of one day.
        let from = max(
            lookedAt.map { $0.addingTimeInterval(-lateness.seconds) } ?? calendar.startOfDay(today),
            now.addingTimeInterval(-86_400))
        return (-1...1).compactMap { offset in
            let date = today.adding(days: offset)
            let day = Hours(date: date, calendar: calendar)
            let window = DigestWindow(
                date: date, due: day.minutes(from: earliest) { $0 > horizon },
                tooLate: day.minutes(from: from) { $0 >= earliest })
            return window.due == nil && window.tooLate == nil ? nil : window
        }
    }
}

/// The minutes of one local day. Their instants rise, also over a change of the clock, so they can be searched.
private struct Hours {
    let date: LocalDate
    let calendar: LocalCalendar

    /// The minutes whose instants lie at `start` or later, and before those that are `past`; nil when there are none.
    func minutes(from start: Date, until past: (Date) -> Bool) -> ClosedRange<Int>? {
        let first = firstMinute { $0 >= start }
        let end = firstMinute(where: past)
        return first < end ? first...(end - 1) : nil
    }

    /// The first minute for which `holds`, 1440 when there is none; `holds` stays true once it is.
    private func firstMinute(where holds: (Date) -> Bool) -> Int {
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
