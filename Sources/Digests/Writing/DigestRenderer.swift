import Foundation
public import GRDB
public import JobQueue
public import Links
public import Mail
public import Model
import Neighbourhood

/// Writes digests: the shared sheet between an opening and a closing of the reader's own.
public struct DigestRenderer: LetterRenderer {
    public let purpose = Purpose.digest

    private let templates: DigestTemplates
    private let platform: Platform
    private let settings: DigestSettings
    private let questions: QuestionList
    private let pages: PublicURL
    private let keys: LinkKeys
    private let clock: WallClock
    private let cache = SheetCache()

    /// - Parameters:
    ///   - pages: Where the links of a letter lead.
    public init(
        templates: DigestTemplates, platform: Platform, settings: DigestSettings,
        questions: QuestionList, pages: PublicURL, keys: LinkKeys, clock: WallClock
    ) {
        self.templates = templates
        self.platform = platform
        self.settings = settings
        self.questions = questions
        self.pages = pages
        self.keys = keys
        self.clock = clock
    }

    public func render(_ letter: Letter, in db: Database) throws -> Rendering {
        switch try addressee(of: letter, in: db) {
        case .failure(let nobody):
            return .withdrawn(reason: nobody.reason)
        case .success(let addressee):
            let sheet = try sheet(of: letter, for: addressee.form, in: db)
            guard sheet.itemCount > 0 else {
                return .withdrawn(reason: "what it told about is gone")
            }
            return .content(content(of: letter, sheet, addressee))
        }
    }

    /// A digest that never reached its reader is taken back: its news comes with the next.
    public func settled(_ letter: Letter, as outcome: LetterOutcome, in db: Database) throws {
        switch outcome {
        case .expired, .refused, .withdrawn, .skipped:
            guard let id = letter.resident,
                let contents = try? letter.arguments(DigestContents.self)
            else { return }
            try DigestReaders(db: db).takeBack(contents, of: id)
        case .planned, .accepted, .suppressed, .held, .inDoubt:
            return
        }
    }

    // MARK: The reader

    private struct Addressee {
        let resident: Resident
        let address: EmailAddress
        let form: AddressForm
    }

    /// Why nobody gets this letter.
    private struct Nobody: Error { let reason: String }

    private func addressee(of letter: Letter, in db: Database) throws -> Result<Addressee, Nobody> {
        guard let id = letter.resident, let resident = try Resident.find(id, in: db) else {
            return .failure(Nobody(reason: "the reader is gone"))
        }
        guard resident.status == .active, resident.digest == .daily else {
            return .failure(Nobody(reason: "the reader wants no daily digest any more"))
        }
        guard let email = resident.email, let address = try? EmailAddress(email) else {
            return .failure(Nobody(reason: "the reader has no address that can be used"))
        }
        let form = resident.addressForm ?? platform.addressForm
        return .success(Addressee(resident: resident, address: address, form: form))
    }

    // MARK: The letter

    private func sheet(of letter: Letter, for form: AddressForm, in db: Database) throws
        -> DigestSheet
    {
        let now = clock.now()
        let key = SheetCache.Key(
            contents: letter.args, form: form, minute: now.unixMilliseconds / 60_000)
        return try cache.sheet(for: key, version: try ContentVersion.current(db)) {
            let press = DigestPress(
                templates: templates, platform: platform, settings: settings,
                questions: questions, form: form, db: db)
            return try press.sheet(letter.arguments(DigestContents.self), now: now)
        }
    }

    private func content(of letter: Letter, _ sheet: DigestSheet, _ addressee: Addressee)
        -> LetterContent
    {
        let resident = addressee.resident
        let unsubscribe = link(.unsubscribe, resident.id)
        let words = platform.words(addressee.form)
        let opening = words.merging([
            "given_name": resident.givenName, "date": day(of: letter), "subject": sheet.subject,
            "preheader": sheet.preheader, "late": isLate(letter),
            "unsubscribe_url": unsubscribe.description,
        ]) { $1 }
        let closing = words.merging([
            "unsubscribe_url": unsubscribe.description,
            "frequency_url": link(.frequency, resident.id).description,
            "time": DutchWords.time(resident.digestTime),
        ]) { $1 }
        func part(_ ending: String, _ middle: [BodySegment]) -> [BodySegment] {
            [BodySegment(templates.folder.render("opening.\(ending)", opening))] + middle
                + [BodySegment(templates.folder.render("closing.\(ending)", closing))]
        }
        let name = [resident.givenName, resident.familyName].filter { !$0.isEmpty }
        return LetterContent(
            recipientName: name.isEmpty ? nil : name.joined(separator: " "),
            address: addressee.address, subject: sheet.subject, language: .nl,
            text: part("txt", sheet.text), html: part("html", sheet.html),
            unsubscribe: unsubscribe)
    }

    private func day(of letter: Letter) -> String {
        LocalDate(letter.occasion).map(DutchWords.day) ?? ""
    }

    private func isLate(_ letter: Letter) -> Bool {
        letter.dueAt.map { clock.now() > $0 } ?? false
    }

    private func link(_ purpose: LinkPurpose, _ resident: Int64) -> WebLink {
        pages.link(
            to: LinkToken(purpose: purpose, subject: resident, version: 1, expiresAt: nil),
            signedWith: keys)
    }
}

extension Letter {
    /// The reader's id, when the letter is for a resident.
    var resident: Int64? {
        guard recipient.hasPrefix("resident/") else { return nil }
        return Int64(recipient.dropFirst("resident/".count))
    }
}
