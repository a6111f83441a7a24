import Foundation
public import Model

extension Purpose {
    /// How long after it was planned (or after the time it was promised for) a letter has lost its sense, when who
    /// planned it did not say.
    ///
    /// A digest of this morning is worth nothing in the evening; a call for volunteers still is next week. No longer than
    /// five days: then a mail server gives up as well (RFC 5321 §4.5.4.1).
    public var lifetime: Duration {
        switch self {
        case .digest: .seconds(12 * 3600)
        case .eventReminder, .helpMatch, .account: .seconds(24 * 3600)
        case .notice: .seconds(3 * 86_400)
        case .campaign, .staleEntry: .seconds(5 * 86_400)
        }
    }
}

extension NewLetter {
    /// When it has lost its sense if nobody says otherwise.
    func usualExpiry(now: Date) -> Date {
        max(dueAt ?? now, now).addingTimeInterval(purpose.lifetime.seconds)
    }
}
