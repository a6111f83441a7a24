import Foundation
import GRDB
import Mail
import Model

/// A letter of a list, with the name that the platform has for its reader.
struct LetterLine: Encodable {
    let letter: LetterListing
    /// The platform's id; nil when the reader is no resident, or is not in the database any more.
    let residentID: String?
    /// What was learnt afterwards, the oldest first.
    let notes: [LetterNote]

    /// Who knows more about letters than their rows.
    private static let witnesses: [any LetterWitness] = [BounceWitness()]

    /// The platform's id where there is one, else our own, such as `resident/17`.
    var reader: String { residentID ?? letter.recipient }

    /// When it was finished, or else planned.
    var when: Date { letter.settledAt ?? letter.plannedAt }

    /// Looks the readers of `letters` up, in the same order.
    static func lines(_ letters: [LetterListing], in db: Database) throws -> [LetterLine] {
        let statement = try db.cachedStatement(
            sql: "SELECT external_id FROM resident WHERE 'resident/' || id = ? AND id = ?")
        let notes = try notes(on: letters.map(\.id), in: db)
        return try letters.map { letter in
            let id = letter.recipient.split(separator: "/").last.flatMap { Int64($0) }
            return LetterLine(
                letter: letter,
                residentID: try String.fetchOne(statement, arguments: [letter.recipient, id]),
                notes: notes[letter.id] ?? [])
        }
    }

    private static func notes(on letters: [Int64], in db: Database) throws -> [Int64: [LetterNote]]
    {
        try witnesses.reduce(into: [:]) { notes, witness in
            notes.merge(try witness.notes(on: letters, in: db)) {
                ($0 + $1).sorted { $0.at < $1.at }
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case residentID = "residentId"
        case notes
    }

    /// The keys of the letter, and beside them `residentId`, and `notes` when there are any.
    func encode(to encoder: any Encoder) throws {
        try letter.encode(to: encoder)
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encodeIfPresent(residentID, forKey: .residentID)
        if !notes.isEmpty { try object.encode(notes, forKey: .notes) }
    }

    private static let heldHint =
        "what is held was not sent and is not lost: `buurtpost letter show ID` tells what to do"

    /// Many letters for a terminal, one a line.
    static func table(_ lines: [LetterLine], zone: TimeZone) -> String {
        var table = TextTable(
            ["id", "purpose", "to", "occasion", "outcome", "when", "answer or reason"])
        for line in lines {
            let letter = line.letter
            table.add([
                "\(letter.id)", letter.purpose.rawValue, line.reader, letter.occasion,
                letter.outcome.rawValue, Output.time(line.when, zone),
                [letter.reason, letter.reply ?? ""].filter { !$0.isEmpty }.joined(separator: ": "),
            ])
        }
        let heldOnes = lines.contains { $0.letter.outcome == .held }
        return heldOnes ? "\(table.text)\n\n\(heldHint)" : table.text
    }
}
