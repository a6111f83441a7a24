import Foundation
import Model

/// A day and a time on a clock on the wall, without saying where the wall is.
///
/// Recurrence rules count in wall time, so 10:00 stays 10:00 when the clocks change; ``ZoneCalendars`` makes
/// instants of it afterwards.
struct WallTime: Hashable, Comparable {
    /// Days since 1970-01-01, as ``LocalDate/daysSince1970``.
    let day: Int
    /// Seconds after 00:00, 0..<86400; 0 where only the day counts.
    let second: Int

    static let secondsOfDay = 86_400

    init(day: Int, second: Int) {
        precondition(
            (0..<Self.secondsOfDay).contains(second), "no such second of the day: \(second)")
        self.day = day
        self.second = second
    }

    /// What the clock in `zone` shows at `instant`, fractions of a second cut off.
    init(_ instant: Date, in zone: TimeZone) {
        let shown =
            Int(instant.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: instant)
        let second = ((shown % Self.secondsOfDay) + Self.secondsOfDay) % Self.secondsOfDay
        self.init(day: (shown - second) / Self.secondsOfDay, second: second)
    }

    var date: LocalDate { LocalDate(daysSince1970: day) }

    static func < (left: WallTime, right: WallTime) -> Bool {
        (left.day, left.second) < (right.day, right.second)
    }

    /// `yyyymmdd`, as iCalendar writes a date (RFC 5545 §3.3.4).
    var basicDate: String { date.description.filter { $0 != "-" } }

    /// `yyyymmddThhmmss`, as iCalendar writes a local date-time (RFC 5545 §3.3.5).
    var basicDateTime: String {
        let parts = [second / 3600, second / 60 % 60, second % 60]
        return basicDate + "T" + parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    }
}
