import Foundation
public import GRDB
import Model

/// Tells of letters that came back after the relay had taken them, and of complaints. What the relay itself refused
/// stands in the letter's row already.
public struct BounceWitness: LetterWitness {
    public init() {}

    public func notes(on letters: [Int64], in db: Database) throws -> [Int64: [LetterNote]] {
        let list = "[\(letters.map(String.init).joined(separator: ","))]"
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT letter, at, kind, code FROM bounce
                    WHERE letter IN (SELECT value FROM json_each(?)) AND source <> 'smtp'
                    ORDER BY at, id
                    """), arguments: [list])
        return Dictionary(grouping: rows) { $0["letter"] as Int64 }.mapValues { $0.map(Self.note) }
    }

    private static func note(_ row: Row) -> LetterNote {
        LetterNote(
            at: Date(unixMilliseconds: row["at"]),
            text: sentence(kind: row["kind"], code: row["code"]))
    }

    private static func sentence(kind: String, code: String?) -> String {
        let answer = code.map { ": \($0)" } ?? ""
        return switch kind {
        case "complaint": "was reported as unwanted"
        case "hard": "came back for good\(answer)"
        default: "came back\(answer)"
        }
    }
}
