import Foundation
import Model

/// A date as mail headers show it (RFC 5322 §3.3), in English whatever the locale.
enum MailDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Such as `Wed, 25 Mar 2026 06:30:00 +0100`, on the clock of `zone`; parts of a second are cut
    /// off.
    static func format(_ date: Date, in zone: TimeZone) -> String {
        let offset = zone.secondsFromGMT(for: date) / 60
        let local = Int(date.timeIntervalSince1970.rounded(.down)) + offset * 60
        let second = ((local % 86_400) + 86_400) % 86_400
        let day = LocalDate(daysSince1970: (local - second) / 86_400)
        let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits)
        return "\(weekdays[day.weekday - 1]), \(day.day) \(months[day.month - 1]) \(day.year) "
            + "\(time.joined(separator: ":")) \(sign(offset))"
    }

    private static func sign(_ offset: Int) -> String {
        (offset < 0 ? "-" : "+") + twoDigits(abs(offset) / 60) + twoDigits(abs(offset) % 60)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
