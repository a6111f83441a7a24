public import GRDB
public import Links
public import Model
import Neighbourhood

/// Double opt-in: a new address gets no mail before its owner pressed the button here. The subject is
/// the resident.
public struct ConfirmPage: ReaderPage {
    public let purpose = LinkPurpose.confirm
    private let platform: Platform
    private let versions: AddressVersion

    public init(platform: Platform, versions: AddressVersion) {
        self.platform = platform
        self.versions = versions
    }

    public func show(_ visit: PageVisit, in db: Database) throws -> PageAnswer {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        guard visit.token.version == versions.of(resident.email) else { return .over }
        return .page(resident.status == .unconfirmed ? question(resident) : state(resident))
    }

    public func press(_ submission: PageSubmission, _ visit: PageVisit, in db: Database) throws
        -> PageAnswer
    {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        guard visit.token.version == versions.of(resident.email) else { return .over }
        try Resident.setStatus(.active, of: resident.id, from: [.unconfirmed], in: db)
        guard let now = try Resident.find(visit.subject, in: db) else { return .gone }
        return .page(state(now))
    }

    /// Only while the question is still open; and in the same words, a week later.
    public func renewal(_ visit: PageVisit, in db: Database) throws -> PageRenewal? {
        guard let resident = try Resident.find(visit.subject, in: db),
            resident.status == .unconfirmed, resident.email != nil
        else { return nil }
        return PageRenewal(
            resident: resident.id, purpose: .confirm, subject: resident.id,
            version: versions.of(resident.email), language: resident.language ?? platform.language,
            addressForm: resident.addressForm)
    }

    private func question(_ resident: Resident) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        return reader.page(
            words.say(
                u: "Wilt u de buurtpost?", je: "Wil je de buurtpost?",
                en: "Would you like our mail?"),
            [
                reader.address(resident),
                .form(PageForm(button: words.say("Ja, graag", en: "Yes, please"))),
                .paragraph(
                    words.say(
                        u: "Doet u niets, dan komt er geen post.",
                        je: "Doe je niets, dan komt er geen post.",
                        en: "If you do nothing, no mail will come.")),
            ])
    }

    private func state(_ resident: Resident) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        let isOn = resident.status == .active
        return reader.page(
            words.say("Het is geregeld", en: "It is done"),
            [
                .notice(
                    isOn
                        ? words.say(
                            u: "U krijgt voortaan de post van \(platform.name).",
                            je: "Je krijgt voortaan de post van \(platform.name).",
                            en: "From now on you will get the mail of \(platform.name).")
                        : words.say(
                            u: "U hebt u afgemeld; er komt geen post.",
                            je: "Je hebt je afgemeld; er komt geen post.",
                            en: "You unsubscribed; no mail will come.")),
                reader.address(resident),
            ])
    }
}
