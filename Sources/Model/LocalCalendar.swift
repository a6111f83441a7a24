public import Foundation

/// Turns times on the wall into instants and back, in one time zone.
///
/// The rules of the zone are those built into Foundation's ICU, not the system's tzdata: a change of law
/// needs a build with a newer toolchain.
public struct LocalCalendar: Equatable, Sendable {
    public let zone: TimeZone
    private let calendar: Calendar

    public init(zone: TimeZone) {
        self.zone = zone
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        calendar.locale = Locale(identifier: "en_US_POSIX")
        self.calendar = calendar
    }

    /// The instant at which the clock on the wall shows `time` on `date`, for schedules.
    ///
    /// A time that summer time skips is the first instant after the gap; a time that comes twice is the
    /// first of the two. So every local time happens once a day, and later times are never earlier instants.
    public func instant(_ date: LocalDate, _ time: LocalTime) -> Date {
        let instant = wall(date, secondsIntoDay: time.minute * 60)
        let isShown = self.time(at: instant) == time
        return isShown ? instant : firstInstantAfterGap(near: instant)
    }

    /// The instant of a date-time of an event: RFC 5545 §3.3.5 counts a time in the gap with the offset from
    /// before the gap (02:30 is shown as 03:30), and takes the first of a time that comes twice.
    public func eventInstant(_ date: LocalDate, secondsIntoDay: Int) -> Date {
        wall(date, secondsIntoDay: secondsIntoDay)
    }

    /// The day that is on the wall at `instant`.
    public func date(at instant: Date) -> LocalDate {
        let parts = calendar.dateComponents([.year, .month, .day], from: instant)
        return LocalDate(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
    }

    /// The time on the wall at `instant`, seconds cut off.
    public func time(at instant: Date) -> LocalTime {
        let parts = calendar.dateComponents([.hour, .minute], from: instant)
        return LocalTime(minute: (parts.hour ?? 0) * 60 + (parts.minute ?? 0))
    }

    /// 00:00 of `date`, or the first instant of that day where the zone skips midnight.
    public func startOfDay(_ date: LocalDate) -> Date { instant(date, LocalTime(minute: 0)) }

    /// `date` and seconds, with the offset that holds before a gap and before an overlap ends.
    private func wall(_ date: LocalDate, secondsIntoDay: Int) -> Date {
        let asUTC = Double(date.daysSince1970 * 86_400 + secondsIntoDay)
        let dayBefore = Date(timeIntervalSince1970: asUTC - 86_400)
        let before = zone.secondsFromGMT(for: dayBefore)
        let guess = Date(timeIntervalSince1970: asUTC - Double(before))
        // Right unless a change of offset lies between yesterday and the guess.
        let after = zone.secondsFromGMT(for: guess)
        if after == before { return guess }
        let second = Date(timeIntervalSince1970: asUTC - Double(after))
        return zone.secondsFromGMT(for: second) == after ? second : guess
    }

    private func firstInstantAfterGap(near instant: Date) -> Date {
        zone.nextDaylightSavingTimeTransition(after: instant.addingTimeInterval(-86_400)) ?? instant
    }
}
