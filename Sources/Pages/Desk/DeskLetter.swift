import Foundation
import GRDB
import Mail
import Model

/// One letter: what became of it, and what its reader saw.
struct DeskLetter {
    let document: DeskDocument
    let sources: DeskSources

    private var calendar: LocalCalendar { document.platform.calendar }

    /// nil when there is no such letter (any more).
    func body(_ id: Int64, in db: Database) throws -> [HTMLNode]? {
        guard let letter = try LetterTable(db).listing(id) else { return nil }
        let notes = try BounceWitness().notes(on: [id], in: db)[id] ?? []
        return [
            .tag("dl", holding: facts(letter, notes).flatMap(fact)),
            .tag("h2", text: "Zoals de lezer hem ziet"),
            .tag(
                "p",
                text: """
                    De brief is opnieuw geschreven met wat nu bekend is; de links erin werken niet.
                    """),
            .tag(
                "iframe", HTMLAttribute("src", document.place.link(["brief", "\(id)", "inhoud"])),
                HTMLAttribute("title", "Brief \(id)"), HTMLAttribute("sandbox", "")),
        ]
    }

    private func facts(_ letter: LetterListing, _ notes: [LetterNote]) -> [(String, String)] {
        [
            ("Soort", DeskWords.name(of: letter.purpose)), ("Aanleiding", letter.occasion),
            ("Lezer", letter.recipient), ("Adres", letter.address ?? "–"),
            ("Hoe het ging", DeskWords.name(of: letter.outcome)),
            ("Reden of antwoord", DeskSearch.reasons(letter, notes)),
            ("Mailserver", letter.relay ?? "–"),
            ("Klaargezet", DeskWords.time(letter.plannedAt, calendar)),
            ("Afgehandeld", DeskWords.time(letter.settledAt, calendar)),
        ]
    }

    private func fact(_ fact: (String, String)) -> [HTMLNode] {
        [
            .tag("dt", text: fact.0),
            .tag("dd", holding: [.tag("bdi", text: fact.1)]),
        ]
    }

    /// The letter itself, for a frame that runs nothing and loads nothing.
    ///
    /// - Parameter now: For when it would be written if it is not yet; else it is written as of then.
    func content(_ id: Int64, now: Date, in db: Database) throws -> SiteResponse? {
        let letters = LetterTable(db)
        guard let letter = try letters.find(id) else { return nil }
        let writtenAt = try letters.listing(id)?.settledAt ?? now
        let preview = try sources.letter(letter, writtenAt, db)
        let html = preview.map(html) ?? Self.plain("Deze brief is niet meer te laten zien.")
        return SiteResponse(
            mediaType: "text/html; charset=utf-8", body: Array(html.utf8),
            headers: [
                "Content-Security-Policy": Self.policy, "X-Frame-Options": "SAMEORIGIN",
            ])
    }

    private func html(_ preview: LetterPreview) -> String {
        preview.html.isEmpty ? Self.plain(preview.text) : preview.html
    }

    private static func plain(_ text: String) -> String {
        "<!DOCTYPE html>\n" + HTMLNode.tag("pre", text: text).html
    }

    /// `sandbox` alone takes scripts, forms, windows and the origin away
    /// (<https://www.w3.org/TR/CSP3/#directive-sandbox>).
    static let policy =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; "
        + "base-uri 'none'; frame-ancestors 'self'"
}
