public import Foundation
public import Model

/// The instants of an expression in a zone. What they cost is counted in days, not in occurrences, and a day that
/// does not fit costs some nanoseconds.
extension CronExpression {
    /// 29 February on a certain day of the week, with the year 2100 between: 40 years.
    private static let longestPause = 41 * 366

    /// The first occurrence after `instant`, not at it.
    public func next(after instant: Date, in calendar: LocalCalendar) -> Date {
        var date = calendar.date(at: instant)
        for _ in 0...Self.longestPause {
            if let found = instants(on: date, calendar).first(where: { $0 > instant }) {
                return found
            }
            date = date.adding(days: 1)
        }
        preconditionFailure("an expression that no day fits is refused when it is read")
    }

    /// The last occurrence after `start`, at `end` or before it; nil when there is none between them.
    func last(after start: Date, through end: Date, in calendar: LocalCalendar) -> Date? {
        for date in days(from: start, through: end, calendar).reversed() {
            let found = instants(on: date, calendar).last { $0 <= end && $0 > start }
            if let found { return found }
        }
        return nil
    }

    /// The occurrences after `start`, at `end` or before it, in order.
    func all(after start: Date, through end: Date, in calendar: LocalCalendar) -> [Date] {
        days(from: start, through: end, calendar).flatMap { date in
            instants(on: date, calendar).filter { $0 > start && $0 <= end }
        }
    }

    /// How many occurrences come after `start`, at `end` or before it.
    func count(after start: Date, through end: Date, in calendar: LocalCalendar) -> Int {
        days(from: start, through: end, calendar).reduce(0) { sum, date in
            guard matches(date) else { return sum }
            let day = LocalDay(date, calendar)
            if day.isOrdinary, day.start > start, day.end <= end { return sum + minutesOfDay.count }
            return sum + instants(on: day, calendar).count { $0 > start && $0 <= end }
        }
    }

    private func days(
        from start: Date, through end: Date, _ calendar: LocalCalendar
    ) -> some BidirectionalCollection<LocalDate> {
        let first = calendar.date(at: start).daysSince1970
        let last = calendar.date(at: end).daysSince1970
        return (first...max(first, last)).lazy.map { LocalDate(daysSince1970: $0) }
    }

    private func instants(on date: LocalDate, _ calendar: LocalCalendar) -> [Date] {
        matches(date) ? instants(on: LocalDay(date, calendar), calendar) : []
    }

    private func instants(on day: LocalDay, _ calendar: LocalCalendar) -> [Date] {
        if day.isOrdinary { return minutesOfDay.map { day.start + Double($0 * 60) } }
        return hour.isWildcard ? shown(on: day, calendar) : once(on: day, calendar)
    }

    /// Every minute of the day that the clock shows as one of the times.
    private func shown(on day: LocalDay, _ calendar: LocalCalendar) -> [Date] {
        stride(from: day.start, to: day.end, by: 60).filter {
            matches(day.date, calendar.time(at: $0))
        }
    }

    /// Each of the times once; those that fall into one gap are one.
    private func once(on day: LocalDay, _ calendar: LocalCalendar) -> [Date] {
        var found: [Date] = []
        for minute in minutesOfDay {
            let instant = calendar.instant(day.date, LocalTime(minute: minute))
            if instant != found.last { found.append(instant) }
        }
        // A gap that ends at midnight leads to the next day, which may have that instant of its own.
        if found.last == day.end, minutesOfDay[0] == 0, matches(day.date.adding(days: 1)) {
            found.removeLast()
        }
        return found
    }
}

/// From midnight to midnight in a zone.
private struct LocalDay {
    let date: LocalDate
    let start: Date
    let end: Date

    /// 24 hours without a change of the clock.
    var isOrdinary: Bool { end.timeIntervalSince(start) == 86_400 }

    init(_ date: LocalDate, _ calendar: LocalCalendar) {
        self.date = date
        start = calendar.startOfDay(date)
        end = calendar.startOfDay(date.adding(days: 1))
    }
}
