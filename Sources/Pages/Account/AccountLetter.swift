public import Foundation
public import GRDB
public import Links
import Mail
import Model
import Neighbourhood

/// What a letter about the reader's own account says, as it stands in `letter.args`.
public struct AccountLetter: Codable, Equatable, Sendable {
    /// The templates it is written with.
    public enum About: String, Codable, CaseIterable, Sendable {
        /// Here is the link you asked for.
        case link
        /// Is this your address, and do you want our mail?
        case confirm
    }

    /// How long a mailed link works.
    static func lifetime(_ about: About) -> TimeInterval {
        switch about {
        case .link: 3_600
        case .confirm: 7 * 86_400
        }
    }

    public let about: About
    /// The purpose of the link in it.
    let page: String
    let subject: Int64
    let version: UInt32

    /// A new link to a page.
    public init(_ renewal: PageRenewal) {
        about = .link
        (page, subject, version) = (renewal.purpose.name, renewal.subject, renewal.version)
    }

    /// The question to a new address.
    init(confirming resident: Int64, version: UInt32) {
        about = .confirm
        (page, subject, self.version) = (LinkPurpose.confirm.name, resident, version)
    }

    /// Writes the letter down with its job, for a resident's address on file.
    ///
    /// - Returns: Its id; nil when the same was planned in this hour, or for this address, already.
    @discardableResult
    public func plan(for resident: Int64, now: Date, in db: Database) throws -> Int64? {
        let letter = NewLetter(
            purpose: .account, recipient: "resident/\(resident)", occasion: occasion(now),
            args: String(decoding: try JSONEncoder().encode(self), as: UTF8.self), priority: 0,
            expiresAt: now + Self.lifetime(.link) * 4)
        return try LetterTable(db).plan(letter, now: now)
    }

    /// One new link in an hour; one question for each address.
    private func occasion(_ now: Date) -> String {
        switch about {
        case .link: "link/\(page)/\(subject)/\(Int(now.timeIntervalSince1970) / 3_600)"
        case .confirm: "confirm/\(version)"
        }
    }

    /// The link in it, if `page` is still the name of a purpose.
    func token(now: Date) -> LinkToken? {
        LinkPurpose(page).map {
            LinkToken(
                purpose: $0, subject: subject, version: version,
                expiresAt: now + Self.lifetime(about))
        }
    }
}

extension LinkPurpose {
    /// Confirms a new address. The subject is the resident.
    public static let confirm: LinkPurpose = "confirm"
}
