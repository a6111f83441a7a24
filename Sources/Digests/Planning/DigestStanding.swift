public import Foundation
public import GRDB
import Mail
public import Model
public import Neighbourhood

/// Where a resident stands with the digest of today, of which there is no row in `letter`: the answer to "why did I get
/// nothing?" for everybody whom the planner did not have to consider.
public enum DigestStanding: Equatable, Sendable {
    /// The reader has not said yet that the address is theirs.
    case unconfirmed
    /// The reader left all mail.
    case left
    /// Letters came back.
    case bounced
    /// The platform knows no address.
    case noAddress
    /// The reader wants no digest.
    case unwanted
    /// The reader's pause lasts; it ends on this day.
    case onHoliday(until: LocalDate)
    /// A weekly reader, whose day is another one.
    case weekly(next: LocalDate, LocalTime)
    /// The hour of today has not come.
    case coming(LocalTime)
    /// The hour is over and nobody planned for it.
    case passedBy(LocalTime)

    /// By the resident's choices as they are now. Pure.
    public init(_ resident: Resident, now: Date, calendar: LocalCalendar) {
        let today = calendar.date(at: now)
        self =
            Self.obstacle(resident, now, calendar)
            ?? Self.otherDay(resident, today)
            ?? (calendar.instant(today, resident.digestTime) > now
                ? .coming(resident.digestTime) : .passedBy(resident.digestTime))
    }

    /// Of the reader of a letter.
    ///
    /// - Parameter recipient: As in `letter.recipient`, such as `resident/17`.
    /// - Returns: nil when it is no resident, or `letter` has a row for today, which says more.
    public static func today(
        of recipient: String, now: Date, calendar: LocalCalendar, in db: Database
    ) throws -> DigestStanding? {
        let prefix = "resident/"
        guard recipient.hasPrefix(prefix), let id = Int64(recipient.dropFirst(prefix.count)),
            let resident = try Resident.find(id, in: db)
        else { return nil }
        let today = calendar.date(at: now).description
        guard try LetterTable(db).find(.digest, recipient: recipient, occasion: today) == nil
        else { return nil }
        return DigestStanding(resident, now: now, calendar: calendar)
    }

    private static func obstacle(
        _ resident: Resident, _ now: Date, _ calendar: LocalCalendar
    ) -> DigestStanding? {
        switch resident.status {
        case .unconfirmed: return .unconfirmed
        case .unsubscribed: return .left
        case .bounced: return .bounced
        case .active: break
        }
        if resident.digest == .never { return .unwanted }
        if resident.email == nil { return .noAddress }
        guard let until = resident.pausedUntil.map(Date.init(unixMilliseconds:)), until > now else {
            return nil
        }
        return .onHoliday(until: calendar.date(at: until))
    }

    private static func otherDay(_ resident: Resident, _ today: LocalDate) -> DigestStanding? {
        let days = (resident.digestDay - today.weekday + 7) % 7
        guard resident.digest == .weekly, days > 0 else { return nil }
        return .weekly(next: today.adding(days: days), resident.digestTime)
    }
}

extension DigestStanding: CustomStringConvertible {
    /// Such as `no digest today: the reader wants none`.
    public var description: String {
        switch self {
        case .unconfirmed: "no digest: the address is not confirmed yet"
        case .left: "no digest: the reader left all mail"
        case .bounced: "no digest: letters to the address came back"
        case .noAddress: "no digest: the platform knows no address"
        case .unwanted: "no digest: the reader wants none"
        case .onHoliday(let day): "no digest: the reader is on holiday until \(day)"
        case .weekly(let day, let time): "no digest today: the next one comes on \(day) at \(time)"
        case .coming(let time): "the digest comes at \(time)"
        case .passedBy(let time):
            "no digest today: \(time) was over before the reader had chosen it, or nothing was running then"
        }
    }
}
