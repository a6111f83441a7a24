public import Foundation
public import Logging
public import Model

extension Date {
    /// Reads RFC 3339 such as `2026-03-25T08:05:00+01:00`; a test that cannot is wrong.
    public static func at(_ text: String) -> Date {
        guard let date = try? Date(text, strategy: .iso8601) else {
            preconditionFailure("not a time: \(text)")
        }
        return date
    }

    /// Wednesday 25 March 2026, 06:00 in Amsterdam.
    public static let wednesday = Date.at("2026-03-25T06:00:00+01:00")
}

extension LocalCalendar {
    public static let amsterdam = LocalCalendar(zone: TimeZone(identifier: "Europe/Amsterdam")!)
}

extension Logger {
    /// Says nothing.
    public static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
