import Foundation
import Model

/// The occurrences of a rule after the instant up to which all is dealt with.
///
/// Intervals are counted from that instant, which for them is the last occurrence; a cron expression needs the zone.
struct OccurrenceSeries {
    let rule: ScheduleRule
    let doneUntil: Date
    let calendar: LocalCalendar

    /// The first occurrence after `instant`.
    func next(after instant: Date) -> Date {
        let start = max(instant, doneUntil)
        switch rule {
        case .every(let interval): return round(rounds(interval, through: start) + 1, interval)
        case .cron(let expression): return expression.next(after: start, in: calendar)
        }
    }

    /// The first and the last occurrence after `start`, at `end` or before it, and how many there are; nil for none.
    func span(after start: Date, through end: Date) -> (first: Date, last: Date, count: Int)? {
        let start = max(start, doneUntil)
        let first = next(after: start)
        guard first <= end else { return nil }
        switch rule {
        case .every(let interval):
            let last = rounds(interval, through: end)
            return (first, round(last, interval), Int(last - rounds(interval, through: start)))
        case .cron(let expression):
            let last = expression.last(after: start, through: end, in: calendar)
            return (
                first, last ?? first, expression.count(after: start, through: end, in: calendar)
            )
        }
    }

    /// The occurrences after `start`, at `end` or before it, in order.
    func all(after start: Date, through end: Date) -> [Date] {
        let start = max(start, doneUntil)
        guard start <= end else { return [] }
        switch rule {
        case .every(let interval):
            let (former, last) = (rounds(interval, through: start), rounds(interval, through: end))
            guard former < last else { return [] }
            return (former + 1...last).map { round($0, interval) }
        case .cron(let expression): return expression.all(after: start, through: end, in: calendar)
        }
    }

    /// How many rounds of an interval lie at `instant` or before it.
    private func rounds(_ interval: Duration, through instant: Date) -> Int64 {
        (instant.unixMilliseconds - doneUntil.unixMilliseconds) / interval.milliseconds
    }

    private func round(_ number: Int64, _ interval: Duration) -> Date {
        Date(unixMilliseconds: doneUntil.unixMilliseconds + number * interval.milliseconds)
    }
}
