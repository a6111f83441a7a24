public import Foundation
public import GRDB
public import Links
import Neighbourhood

/// A copy of everything that is known about a person (AVG article 15 and 20).
public struct PersonExport: Sendable {
    private let modules: [any PersonalData]

    public init(_ modules: [any PersonalData]) { self.modules = modules }

    /// JSON with a list of rows for each table, tables and columns sorted by name; nil when there is
    /// no such resident.
    public func json(of resident: Int64, now: Date, in db: Database) throws -> Data? {
        guard let found = try Resident.find(resident, in: db) else { return nil }
        let person = found.reference(now: now)
        let tables = try modules.flatMap { try $0.export(person, in: db) }
        let byName = Dictionary(
            tables.map { ($0.name, $0.rows) }, uniquingKeysWith: { $0 + $1 })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(byName)
    }
}

extension Resident {
    func reference(now: Date) -> PersonReference {
        PersonReference(resident: id, externalID: externalID, email: email, now: now)
    }
}
