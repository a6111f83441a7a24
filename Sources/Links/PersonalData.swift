public import Foundation
public import GRDB

/// The tables of one module, seen from a person: what they hold about somebody, and how it goes.
///
/// Every module with a table that says something about a resident implements it. Modules are asked
/// in order; the one that owns the resident's own row comes last, so the others can still look it
/// up.
public protocol PersonalData: Sendable {
    /// What the module's tables hold about the person, by table: rows as column and value.
    ///
    /// Complete: what ``erase(_:in:)`` takes away is in it, save for copies of the same.
    func export(_ person: PersonReference, in db: Database) throws -> [PersonalTable]

    /// Takes everything away that is about the person, or what connects it with them. A second call
    /// finds nothing.
    ///
    /// - Returns: How many rows were deleted or emptied, by table; for the proof.
    func erase(_ person: PersonReference, in db: Database) throws -> [String: Int]
}

/// Whose data it is.
public struct PersonReference: Equatable, Sendable {
    /// Our own number of the resident.
    public let resident: Int64
    /// The platform's id, as posts and organisations name the person.
    public let externalID: String
    /// The address on file; nil when there is none.
    public let email: String?
    public let now: Date

    public init(resident: Int64, externalID: String, email: String?, now: Date) {
        self.resident = resident
        self.externalID = externalID
        self.email = email
        self.now = now
    }

    /// As in `letter.recipient`.
    public var recipient: String { "resident/\(resident)" }
}

/// The rows of one table that are about a person.
public struct PersonalTable: Equatable, Sendable {
    public let name: String
    public let rows: [[String: String?]]

    public init(name: String, rows: [[String: String?]]) {
        self.name = name
        self.rows = rows
    }

    /// Reads the rows of a query, each column as text; blobs as hexadecimal.
    public init(
        name: String, sql: String, arguments: StatementArguments, in db: Database
    ) throws {
        self.name = name
        rows = try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
            Dictionary(
                row.map { column, value in (column, Self.text(value)) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    private static func text(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .null: nil
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): text
        case .blob(let data):
            data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }
}
