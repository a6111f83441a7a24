import Foundation
import Model

/// Until when a digest may come after its reader's hour. Pure.
struct LatenessRule: Equatable, Sendable {
    /// How long after the hour, at most.
    let longest: Duration
    /// Nobody's telephone rings later than this on the wall for a letter of an earlier hour.
    static let lastTime = LocalTime(minute: 21 * 60 + 30)
    /// A reader whose own hour is later than that gives the mail this long, or ``longest`` if that is shorter.
    static let grace: Duration = .seconds(1800)

    /// The last instant at which the digest of `hour` on `date` may be sent. Never falls as `hour` rises.
    func deadline(of hour: Date, on date: LocalDate, _ calendar: LocalCalendar) -> Date {
        let bedtime = calendar.instant(date, Self.lastTime)
        return max(
            min(hour.addingTimeInterval(longest.seconds), bedtime),
            hour.addingTimeInterval(min(longest, Self.grace).seconds))
    }
}
