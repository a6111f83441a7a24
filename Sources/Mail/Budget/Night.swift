public import Foundation
public import JobQueue
public import Model

/// The hours in which nobody is written to, as instants: right on both nights that the clock is changed.
public struct Night: Equatable, Sendable {
    /// Of nights that are none, what waits for the next morning waits until seven.
    private static let morning = LocalTime(minute: 7 * 60)

    private let hours: AllowedHours?
    private let calendar: LocalCalendar

    /// - Parameters:
    ///   - hours: From the first minute of the night to the first one after it; over midnight when the second is earlier.
    ///     Nil when readers are written to at any hour.
    ///   - calendar: The clock of the readers.
    public init(_ hours: AllowedHours?, _ calendar: LocalCalendar) {
        self.hours = hours
        self.calendar = calendar
    }

    /// When the night ends that `now` lies in; nil by day.
    ///
    /// Each night is one stretch of time: an end that comes twice in autumn is the first of the two, one that is skipped in
    /// spring is the first instant after the gap.
    public func end(at now: Date) -> Date? {
        guard let hours else { return nil }
        let today = calendar.date(at: now)
        for evening in [today.adding(days: -1), today] {
            let end = end(of: hours, from: evening)
            if calendar.instant(evening, hours.from) <= now, now < end { return end }
        }
        return nil
    }

    /// When the first night ends that ends on the day after `now`'s; without nights, seven o'clock of that day.
    public func nextMorning(after now: Date) -> Date {
        calendar.instant(
            calendar.date(at: now).adding(days: 1), hours?.until ?? Self.morning)
    }

    private func end(of hours: AllowedHours, from evening: LocalDate) -> Date {
        let morning = hours.until < hours.from ? evening.adding(days: 1) : evening
        return calendar.instant(morning, hours.until)
    }
}
