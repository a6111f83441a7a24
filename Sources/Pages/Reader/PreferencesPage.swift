import Foundation
public import GRDB
import JobQueue
public import Links
public import Model
import Neighbourhood

/// Everything a reader can arrange, and their data: only behind a link that was mailed within the
/// hour to the address on file. The subject is the resident.
public struct PreferencesPage: ReaderPage {
    /// Further interests are not offered: a page has an end.
    private static let mostInterests = 40

    public let purpose = LinkPurpose.preferences
    private let platform: Platform
    private let versions: AddressVersion
    private let optOuts: OptOuts
    private let copy: PersonExport

    public init(
        platform: Platform, versions: AddressVersion, optOuts: OptOuts, copy: PersonExport
    ) {
        self.platform = platform
        self.versions = versions
        self.optOuts = optOuts
        self.copy = copy
    }

    public func show(_ visit: PageVisit, in db: Database) throws -> PageAnswer {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        guard isFresh(visit, resident) else { return .over }
        return .page(try form(resident, visit, notice: nil, db))
    }

    public func press(_ submission: PageSubmission, _ visit: PageVisit, in db: Database) throws
        -> PageAnswer
    {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        guard isFresh(visit, resident) else { return .over }
        switch submission.action {
        case "save": return try save(submission, resident, visit, db)
        case "copy": return try download(resident, visit, db)
        case "erase": return .page(eraseQuestion(resident))
        case "erase-really": return try erase(resident, visit, db)
        default: return .page(try form(resident, visit, notice: nil, db))
        }
    }

    public func renewal(_ visit: PageVisit, in db: Database) throws -> PageRenewal? {
        guard let resident = try Resident.find(visit.subject, in: db), resident.email != nil else {
            return nil
        }
        return Self.renewal(for: resident, platform, versions)
    }

    static func renewal(
        for resident: Resident, _ platform: Platform, _ versions: AddressVersion
    ) -> PageRenewal {
        PageRenewal(
            resident: resident.id, purpose: .preferences, subject: resident.id,
            version: versions.of(resident.email), language: resident.language ?? platform.language,
            addressForm: resident.addressForm)
    }

    /// A link without an end is none of ours for this page, whoever signed it.
    private func isFresh(_ visit: PageVisit, _ resident: Resident) -> Bool {
        visit.token.version == versions.of(resident.email)
            && visit.token.expiresAt.map { $0 <= visit.now + AccountLetter.lifetime(.link) } == true
    }

    // MARK: Choices

    private func save(
        _ submission: PageSubmission, _ resident: Resident, _ visit: PageVisit, _ db: Database
    ) throws -> PageAnswer {
        var settings = ReaderSettings(
            choices: ResidentChoices(resident), calendar: platform.calendar)
        settings.takeAll(
            submission, known: try Resident.knownInterests(limit: Self.mostInterests, in: db),
            now: visit.now)
        try settings.choices.save(for: resident.id, in: db)
        try optOuts.follow(
            ResidentChoices(resident), settings.choices, of: resident, now: visit.now, in: db)
        guard let changed = try Resident.find(visit.subject, in: db) else { return .gone }
        return .page(
            try form(changed, visit, notice: ReaderWords(platform, changed).saved, db))
    }

    private func form(
        _ resident: Resident, _ visit: PageVisit, notice: String?, _ db: Database
    ) throws -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        let fields = try fields(resident, visit, reader, db)
        return reader.page(
            words.say(
                u: "Uw post en uw gegevens", je: "Je post en je gegevens",
                en: "Your mail and your data"),
            (notice.map { [.notice($0)] } ?? []) + [
                reader.address(resident),
                .form(
                    PageForm(action: "save", fields, button: words.say("Bewaar", en: "Save"))),
                .heading(words.say(u: "Uw gegevens", je: "Je gegevens", en: "Your data")),
                .form(
                    PageForm(
                        action: "copy",
                        button: words.say("Bewaar een kopie", en: "Keep a copy"),
                        weight: .other)),
                .form(
                    PageForm(
                        action: "erase",
                        button: words.say("Wis mijn gegevens", en: "Erase my data"),
                        weight: .grave)),
            ])
    }

    private func fields(
        _ resident: Resident, _ visit: PageVisit, _ reader: ReaderWords, _ db: Database
    ) throws -> [PageField] {
        let settings = ReaderSettings(
            choices: ResidentChoices(resident), calendar: platform.calendar)
        let known = try Resident.knownInterests(limit: Self.mostInterests, in: db)
        return [
            reader.digest(resident.digest), reader.hour(resident.digestTime),
            reader.day(resident.digestDay), reader.reminders(resident.reminders),
            reader.helper(resident.isHelper), reader.interests(known, resident.interests),
            reader.language(resident.language ?? platform.language),
            reader.form(resident.addressForm ?? platform.addressForm),
            reader.pause(settings.pauseDay(now: visit.now)),
        ]
    }

    // MARK: Data

    private func download(_ resident: Resident, _ visit: PageVisit, _ db: Database) throws
        -> PageAnswer
    {
        guard let json = try copy.json(of: resident.id, now: visit.now, in: db) else {
            return .gone
        }
        return .download(
            PageDownload(
                name: "buurtpost.json", mediaType: "application/json", octets: Array(json)))
    }

    private func eraseQuestion(_ resident: Resident) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        return reader.page(
            words.say(u: "Uw gegevens wissen?", je: "Je gegevens wissen?", en: "Erase your data?"),
            [
                reader.address(resident),
                .notice(
                    words.say(
                        u:
                            "Alles wat de buurtpost over u weet, gaat weg. Dat kan niet terug. Uw account bij \(platform.name) zelf blijft bestaan.",
                        je:
                            "Alles wat de buurtpost over je weet, gaat weg. Dat kan niet terug. Je account bij \(platform.name) zelf blijft bestaan.",
                        en:
                            "Everything that the post office knows about you will go. This cannot be undone. Your account at \(platform.name) itself stays."
                    )),
                .form(
                    PageForm(
                        action: "erase-really",
                        button: words.say("Ja, wis alles", en: "Yes, erase everything"),
                        weight: .grave)),
            ])
    }

    /// From now on no letter leaves; the job does the rest within seconds.
    private func erase(_ resident: Resident, _ visit: PageVisit, _ db: Database) throws
        -> PageAnswer
    {
        try Resident.setStatus(
            .unsubscribed, of: resident.id, from: [.active, .unconfirmed], in: db)
        _ = try JobTable(db).enqueue(AccountJobs.erasure(of: resident.id), now: visit.now)
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        return .page(
            reader.page(
                words.say(
                    u: "Uw gegevens worden gewist", je: "Je gegevens worden gewist",
                    en: "Your data is being erased"),
                [
                    .notice(
                        words.say(
                            u:
                                "Binnen een paar minuten is alles weg. U krijgt geen post meer van ons.",
                            je:
                                "Binnen een paar minuten is alles weg. Je krijgt geen post meer van ons.",
                            en:
                                "Within a few minutes everything will be gone. You will get no more mail from us."
                        ))
                ]))
    }
}
