import Foundation
public import GRDB
public import JobQueue
public import Links
public import Mail
public import Model
import Neighbourhood

/// Writes letters about the reader's own account: a link that was asked for, a question to a new
/// address.
public struct AccountRenderer: LetterRenderer {
    public let purpose = Purpose.account

    private let templates: AccountTemplates
    private let platform: Platform
    private let pages: PublicURL
    private let keys: LinkKeys
    private let versions: AddressVersion
    private let clock: WallClock

    public init(
        templates: AccountTemplates, platform: Platform, pages: PublicURL, keys: LinkKeys,
        versions: AddressVersion, clock: WallClock
    ) {
        self.templates = templates
        self.platform = platform
        self.pages = pages
        self.keys = keys
        self.versions = versions
        self.clock = clock
    }

    /// Withdrawn when the address changed since it was planned, or a question was answered.
    public func render(_ letter: Letter, in db: Database) throws -> Rendering {
        let account = try letter.arguments(AccountLetter.self)
        guard letter.recipient.hasPrefix("resident/"),
            let id = Int64(letter.recipient.dropFirst("resident/".count)),
            let resident = try Resident.find(id, in: db)
        else { return .withdrawn(reason: "the reader is gone") }
        guard let email = resident.email, let address = try? EmailAddress(email) else {
            return .withdrawn(reason: "the reader has no address that can be used")
        }
        if account.about == .confirm {
            guard resident.status == .unconfirmed, account.version == versions.of(email) else {
                return .withdrawn(reason: "the address was confirmed or changed")
            }
        }
        guard let token = account.token(now: clock.now()) else {
            return .withdrawn(reason: "there is no such page any more")
        }
        return .content(content(account.about, resident, address, token))
    }

    private func content(
        _ about: AccountLetter.About, _ resident: Resident, _ address: EmailAddress,
        _ token: LinkToken
    ) -> LetterContent {
        let language = resident.language ?? platform.language
        let parts = templates.render(
            about, language,
            words(resident).merging([
                "given_name": resident.givenName,
                "url": pages.link(to: token, signedWith: keys).description,
            ]) { $1 })
        let name = [resident.givenName, resident.familyName].filter { !$0.isEmpty }
        return LetterContent(
            recipientName: name.isEmpty ? nil : name.joined(separator: " "), address: address,
            subject: parts.subject, language: language, text: [BodySegment(parts.text)],
            html: [BodySegment(parts.html)], unsubscribe: nil)
    }

    private func words(_ resident: Resident) -> [String: Any] {
        let isFamiliar = (resident.addressForm ?? platform.addressForm) == .je
        return [
            "platform": platform.name, "platform_url": platform.url,
            "desk_phone": platform.deskPhone ?? "", "u": isFamiliar ? "je" : "u",
            "U": isFamiliar ? "Je" : "U", "uw": isFamiliar ? "je" : "uw",
            "Uw": isFamiliar ? "Je" : "Uw", "je": isFamiliar,
        ]
    }
}
