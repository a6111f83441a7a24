import Foundation
import GRDB
import Mail
import Model
import Neighbourhood

/// Who got what and why: the letters of one mailbox. The address comes in the body of a POST, so that it
/// stands in no log and no history.
struct DeskSearch {
    static let most = 100
    /// An address has at most so many octets (RFC 5321 §4.5.3.1.3).
    static let longest = 254

    let document: DeskDocument

    private var calendar: LocalCalendar { document.platform.calendar }

    /// The field alone.
    var form: HTMLNode {
        document.form(
            DeskDocument.Leaf.search.path,
            [DeskDocument.field("address", "E-mailadres", type: "email", complete: "off")],
            button: "Zoek")
    }

    /// The field, and what is known of the letters to an address: those that went there, and those that
    /// its readers were considered for and did not get.
    func body(for address: String, in db: Database) throws -> [HTMLNode] {
        guard (3...Self.longest).contains(address.utf8.count), address.contains("@") else {
            return [form, .tag("p", text: "Dat is geen e-mailadres. Vul het hele adres in.")]
        }
        var filter = LetterFilter()
        filter.address = address
        filter.recipients = try MailReaders.recipients(of: address, in: db)
        filter.limit = Self.most
        let letters = try LetterTable(db).list(filter)
        let notes = try BounceWitness().notes(on: letters.map(\.id), in: db)
        return [form, readers(filter.recipients), table(letters, notes)]
    }

    private func readers(_ names: [String]) -> HTMLNode {
        .tag(
            "p",
            text: names.isEmpty
                ? "Niemand heeft nu dit adres."
                : "Dit adres hoort nu bij \(names.joined(separator: ", ")).")
    }

    private func table(_ letters: [LetterListing], _ notes: [Int64: [LetterNote]]) -> HTMLNode {
        DeskTable(
            "Brieven aan dit adres, de nieuwste bovenaan",
            [
                .text("Brief"), .text("Wanneer"), .text("Soort"), .text("Aanleiding"),
                .text("Hoe het ging"), .text("Reden of antwoord"),
            ],
            empty: "Er zijn geen brieven aan dit adres.",
            rows: letters.map { letter in
                [
                    document.link("Brief \(letter.id)", ["brief", "\(letter.id)"]),
                    .text(DeskWords.time(letter.settledAt ?? letter.plannedAt, calendar)),
                    .text(DeskWords.name(of: letter.purpose)), .text(letter.occasion),
                    .text(DeskWords.name(of: letter.outcome)),
                    .text(Self.reasons(letter, notes[letter.id] ?? [])),
                ]
            }
        ).node
    }

    static func reasons(_ letter: LetterListing, _ notes: [LetterNote]) -> String {
        let all = [letter.reason, letter.reply ?? ""] + notes.map(\.text)
        let said = all.filter { !$0.isEmpty }.joined(separator: "; ")
        return said.isEmpty ? "–" : DeskWords.short(said)
    }
}
