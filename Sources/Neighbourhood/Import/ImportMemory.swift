import Foundation
import GRDB

/// What a file said last time about each of its rows: the table `import_memory`.
///
/// The text is kept as the file had it, as a JSON object of column and cell in the order of the table's
/// description, so that a row that says the same again is recognised by comparing two texts. It holds what the
/// file holds, addresses included, and has to go when a person is erased.
struct ImportMemory: Sendable {
    let file: String

    /// The text under which these columns are remembered: a JSON object (RFC 8259).
    ///
    /// Written by hand because it is made for every row of every run: `JSONEncoder` took a fifth of an import.
    ///
    /// - Parameter order: The columns to remember; others are left out.
    static func text(of columns: [String: String], inOrder order: [String]) -> String {
        var text = "{"
        for name in order {
            guard let cell = columns[name] else { continue }
            if text.utf8.count > 1 { text += "," }
            text += "\(JSONString(name)):\(JSONString(cell))"
        }
        return text + "}"
    }

    /// The columns remembered under a text.
    static func columns(of text: String) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }

    /// What the file said last about the row, nil when it was never taken.
    func said(_ id: String, in db: Database) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT said FROM import_memory WHERE file = ? AND id = ?"),
            arguments: [file, id])
    }

    /// Remembers a text made by ``text(of:)`` instead of the one before.
    func remember(_ id: String, said: String, in db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO import_memory (file, id, said) VALUES (?, ?, ?)
                ON CONFLICT (file, id) DO UPDATE SET said = excluded.said
                """
        ).execute(arguments: [file, id, said])
    }

    /// Forgets the row: to the import it is as if the file had never held it.
    func forget(_ id: String, in db: Database) throws {
        try db.execute(
            sql: "DELETE FROM import_memory WHERE file = ? AND id = ?", arguments: [file, id])
    }
}
