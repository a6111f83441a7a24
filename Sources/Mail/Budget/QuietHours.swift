public import Foundation
public import GRDB
public import Model

/// Lets a reader sleep: what is written at night is sent in the morning.
///
/// Exempt are the digest, whose hour its reader chose, and letters about the reader's own account. An urgent letter
/// (``Importance/isUrgent``) leaves at night when it would be too late in the morning; any other of that kind is skipped.
public struct QuietHours: SendingRule {
    private let night: Night
    private let calendar: LocalCalendar

    public init(night: Night, calendar: LocalCalendar) {
        self.night = night
        self.calendar = calendar
    }

    public func judge(_ letter: Letter, to address: EmailAddress, now: Date, in db: Database)
        -> SendingVerdict
    {
        judge(letter, now: now)
    }

    /// The same without a database: nothing but the letter and the hour counts.
    func judge(_ letter: Letter, now: Date) -> SendingVerdict {
        guard letter.purpose != .account, letter.purpose != .digest, let end = night.end(at: now)
        else { return .send }
        let verdict = letter.waiting(until: end, reason: "it is night for the reader")
        if case .never = verdict, letter.importance(at: now, calendar).isUrgent { return .send }
        return verdict
    }
}
