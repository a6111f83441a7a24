public import Foundation
public import GRDB
public import Links
import Model
import Neighbourhood

/// Erases everything that is known about a person, in all modules.
public struct PersonEraser: Sendable {
    private let modules: [any PersonalData]
    private let key: SecretKey

    /// - Parameters:
    ///   - modules: In the order in which they are asked; the neighbourhood, which has the
    ///     resident's own row, last.
    ///   - key: Hashes the platform's id, so that an import cannot bring the person back. Never
    ///     rotated.
    public init(_ modules: [any PersonalData], key: SecretKey) {
        self.modules = modules
        self.key = key
    }

    /// Deletes in one transaction, with a proof. A second call finds nothing.
    ///
    /// SQLite overwrites what is deleted (`secure_delete`); former pages stay in the write-ahead log
    /// until it is emptied (`CommitTicks.emptyLog()`).
    ///
    /// - Returns: Whether there was such a resident.
    @discardableResult
    public func erase(_ resident: Int64, now: Date, in db: Database) throws -> Bool {
        guard let found = try Resident.find(resident, in: db) else { return false }
        let person = found.reference(now: now)
        var rows: [String: Int] = [:]
        for module in modules { rows.merge(try module.erase(person, in: db), uniquingKeysWith: +) }
        try ErasedPerson.record(
            externalID: found.externalID, key: key, at: now.unixMilliseconds, in: db)
        try Erasure.record(resident, rows: rows, now: now, in: db)
        return true
    }
}
