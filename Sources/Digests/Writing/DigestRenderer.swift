import Foundation
public import GRDB
public import JobQueue
public import Links
public import Mail
public import Model
import Neighbourhood

/// Writes digests: pieces that readers share, between a few lines of the reader's own.
public struct DigestRenderer: LetterRenderer {
    public let purpose = Purpose.digest

    private let words: [Language: DigestLanguage]
    private let platform: Platform
    private let settings: DigestSettings
    private let pages: PublicURL
    private let keys: LinkKeys
    private let clock: WallClock
    private let cache = PrintCache()

    /// - Parameters:
    ///   - words: For each language there is. A reader of another one gets that of the platform, else Dutch.
    ///   - pages: Where the links of a letter lead.
    /// - Precondition: There are Dutch words.
    public init(
        words: [Language: DigestLanguage], platform: Platform, settings: DigestSettings,
        pages: PublicURL, keys: LinkKeys, clock: WallClock
    ) {
        precondition(words[.nl] != nil, "a digest needs Dutch words")
        self.words = words
        self.platform = platform
        self.settings = settings
        self.pages = pages
        self.keys = keys
        self.clock = clock
    }

    public func render(_ letter: Letter, in db: Database) throws -> Rendering {
        switch try addressee(of: letter, in: db) {
        case .failure(let nobody):
            return .withdrawn(reason: nobody.reason)
        case .success(let addressee):
            let issue = try issue(of: letter, for: addressee.voice, in: db)
            guard issue.body.itemCount > 0 else {
                return .withdrawn(reason: "what it told about is gone")
            }
            return .content(content(of: letter, issue, addressee))
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
        let voice: DigestVoice
    }

    /// Why nobody gets this letter.
    private struct Nobody: Error { let reason: String }

    private func addressee(of letter: Letter, in db: Database) throws -> Result<Addressee, Nobody> {
        guard let id = letter.resident, let resident = try Resident.find(id, in: db) else {
            return .failure(Nobody(reason: "the reader is gone"))
        }
        guard resident.wantsDigest(on: LocalDate(letter.occasion)) else {
            return .failure(Nobody(reason: "the reader wants no digest today any more"))
        }
        guard let email = resident.email, let address = try? EmailAddress(email) else {
            return .failure(Nobody(reason: "the reader has no address that can be used"))
        }
        return .success(Addressee(resident: resident, address: address, voice: voice(of: resident)))
    }

    private func voice(of resident: Resident) -> DigestVoice {
        let wanted = [resident.language, platform.language].compactMap { $0 }
        return DigestVoice(
            language: wanted.first { words[$0] != nil } ?? .nl,
            form: resident.addressForm ?? platform.addressForm)
    }

    // MARK: The letter

    /// The shared pieces of one letter.
    private struct Issue {
        let before: [PrintedPiece]
        let body: DigestBody
        let closing: [PrintedPiece]
        let end: [PrintedPiece]
    }

    private func issue(of letter: Letter, for voice: DigestVoice, in db: Database) throws -> Issue {
        let now = clock.now()
        let contents = try cache.contents(letter.args) {
            try letter.arguments(DigestContents.self)
        }
        let press = press(voice, db)
        let version = try ContentVersion.current(db)
        func print(_ name: PrintedPiece.Name) throws -> PrintedPiece? {
            let key = PrintCache.Key(name: name, voice: voice)
            let piece = try cache.piece(for: key, version: version) { try press.print(name) }
            return piece.flatMap { $0.until ?? .max > now.unixMilliseconds ? $0 : nil }
        }
        let read = max(now, letter.dueAt ?? now)
        let body = try DigestBody(contents, hour: platform.calendar.time(at: read), print: print)
        let preview = PrintedPiece.Name.preview(subject: body.subject, preheader: body.preheader)
        return Issue(
            before: try [.start, preview, .masthead(contents.common.date)].compactMap(print),
            body: body, closing: try [.closing].compactMap(print), end: try [.end].compactMap(print)
        )
    }

    private func press(_ voice: DigestVoice, _ db: Database) -> DigestPress {
        guard let words = words[voice.language] else { preconditionFailure("a voice has words") }
        return DigestPress(
            templates: words.templates, platform: platform, settings: settings,
            questions: words.questions, voice: voice, db: db)
    }

    private func content(of letter: Letter, _ issue: Issue, _ addressee: Addressee)
        -> LetterContent
    {
        let resident = addressee.resident
        let unsubscribe = link(.unsubscribe, resident.id)
        let values: [OwnLines.Value: String] = [
            .givenName: resident.givenName, .unsubscribe: unsubscribe.description,
            .frequency: link(.frequency, resident.id).description,
            .time: DigestWording(language: addressee.voice.language).time(resident.digestTime),
        ]
        func own(_ piece: DigestTemplates.Piece, isHTML: Bool) -> BodySegment {
            let form = OwnLines.Form(
                piece: piece, isHTML: isHTML, voice: addressee.voice,
                isNamed: !resident.givenName.isEmpty, isLate: isLate(letter),
                isWeekly: resident.digest == .weekly)
            return ownLines(form).lines { values[$0] ?? "" }
        }
        func part(_ side: KeyPath<PrintedPiece, BodySegment?>, isHTML: Bool) -> [BodySegment] {
            func shared(_ pieces: [PrintedPiece]) -> [BodySegment] {
                pieces.compactMap { $0[keyPath: side] }
            }
            return shared(issue.before) + [own(.greeting, isHTML: isHTML)]
                + shared(issue.body.middle + issue.closing) + [own(.reason, isHTML: isHTML)]
                + shared(issue.end)
        }
        let name = [resident.givenName, resident.familyName].filter { !$0.isEmpty }
        return LetterContent(
            recipientName: name.isEmpty ? nil : name.joined(separator: " "),
            address: addressee.address, subject: issue.body.subject,
            language: addressee.voice.language,
            text: part(\.text, isHTML: false), html: part(\.html, isHTML: true),
            unsubscribe: unsubscribe)
    }

    private func ownLines(_ form: OwnLines.Form) -> OwnLines {
        cache.own(form) {
            guard let words = words[form.voice.language] else {
                preconditionFailure("a voice has words")
            }
            return OwnLines(form, words.templates, platform)
        }
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

extension Resident {
    /// Whether a digest of `date` is still wanted.
    fileprivate func wantsDigest(on date: LocalDate?) -> Bool {
        guard status == .active, let date else { return false }
        return digest == .daily || (digest == .weekly && digestDay == date.weekday)
    }
}
