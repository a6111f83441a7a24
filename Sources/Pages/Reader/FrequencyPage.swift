public import GRDB
public import Links
public import Model
import Neighbourhood

/// How often and when the digest comes. The subject is the resident. Harmless in other hands: it
/// shows a masked address, and a link to everything else goes to the address on file.
public struct FrequencyPage: ReaderPage {
    public let purpose = LinkPurpose.frequency
    private let platform: Platform
    private let versions: AddressVersion
    private let optOuts: OptOuts

    public init(platform: Platform, versions: AddressVersion, optOuts: OptOuts) {
        self.platform = platform
        self.versions = versions
        self.optOuts = optOuts
    }

    public func show(_ visit: PageVisit, in db: Database) throws -> PageAnswer {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        return .page(form(resident, notice: nil))
    }

    public func press(_ submission: PageSubmission, _ visit: PageVisit, in db: Database) throws
        -> PageAnswer
    {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        if submission.action == "all" { return try mailLink(to: resident, visit, db) }
        var settings = ReaderSettings(
            choices: ResidentChoices(resident), calendar: platform.calendar)
        settings.takeDigest(submission)
        try settings.choices.save(for: resident.id, in: db)
        try optOuts.follow(
            ResidentChoices(resident), settings.choices, of: resident, now: visit.now, in: db)
        guard let changed = try Resident.find(visit.subject, in: db) else { return .gone }
        return .page(form(changed, notice: ReaderWords(platform, changed).saved))
    }

    private func mailLink(to resident: Resident, _ visit: PageVisit, _ db: Database) throws
        -> PageAnswer
    {
        let renewal = PreferencesPage.renewal(for: resident, platform, versions)
        try AccountLetter(renewal).plan(for: resident.id, now: visit.now, in: db)
        return .page(PageWords(platform, renewal.language, renewal.addressForm).renewed)
    }

    private func form(_ resident: Resident, notice: String?) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        return reader.page(
            words.say("Wanneer komt de buurtpost?", en: "When does the digest come?"),
            (notice.map { [.notice($0)] } ?? []) + [
                reader.address(resident),
                .form(
                    PageForm(
                        action: "save",
                        [
                            reader.digest(resident.digest), reader.hour(resident.digestTime),
                            reader.day(resident.digestDay),
                        ], button: words.say("Bewaar", en: "Save"))),
                .heading(words.say("Iets anders veranderen?", en: "Change something else?")),
                .paragraph(
                    words.say(
                        u: "Wij mailen u een link naar al uw gegevens en keuzes.",
                        je: "We mailen je een link naar al je gegevens en keuzes.",
                        en: "We will e-mail you a link to all your data and choices.")),
                .form(
                    PageForm(
                        action: "all",
                        button: words.say("Mail mij de link", en: "E-mail me the link"),
                        weight: .other)),
            ])
    }
}

extension ReaderWords {
    var saved: String {
        words.say(
            u: "Uw keuze is bewaard.", je: "Je keuze is bewaard.", en: "Your choice was saved.")
    }
}
