import Foundation
import Model

extension Letter {
    /// How much its reader needs it on the day of `now`.
    func importance(at now: Date, _ calendar: LocalCalendar) -> Importance {
        Importance(
            purpose, priority: priority, expiresAt: expiresAt,
            tomorrow: calendar.startOfDay(calendar.date(at: now).adding(days: 1)))
    }

    /// Waits until `time`, or is skipped when it would have lost its sense by then.
    func waiting(until time: Date, reason: String) -> SendingVerdict {
        if let expiresAt, expiresAt <= time {
            return .never(.skipped, reason: "\(reason), and later would be too late")
        }
        return .later(time, reason: reason)
    }
}
