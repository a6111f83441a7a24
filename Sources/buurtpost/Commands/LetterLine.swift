import Foundation
import GRDB
import Mail

/// A letter of a list, with the name that the platform has for its reader.
struct LetterLine: Encodable {
    let letter: LetterListing
    /// The platform's id; nil when the reader is no resident, or is not in the database any more.
    let residentID: String?

    /// The platform's id where there is one, else our own, such as `resident/17`.
    var reader: String { residentID ?? letter.recipient }

    /// Looks the readers of `letters` up, in the same order.
    static func lines(_ letters: [LetterListing], in db: Database) throws -> [LetterLine] {
        let statement = try db.cachedStatement(
            sql: "SELECT external_id FROM resident WHERE 'resident/' || id = ? AND id = ?")
        return try letters.map { letter in
            let id = letter.recipient.split(separator: "/").last.flatMap { Int64($0) }
            return LetterLine(
                letter: letter,
                residentID: try String.fetchOne(statement, arguments: [letter.recipient, id]))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case residentID = "residentId"
    }

    /// The keys of the letter, and `residentId` beside them.
    func encode(to encoder: any Encoder) throws {
        try letter.encode(to: encoder)
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encodeIfPresent(residentID, forKey: .residentID)
    }
}
