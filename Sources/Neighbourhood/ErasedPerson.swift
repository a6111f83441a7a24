import Foundation
public import GRDB
public import Links

/// Persons who asked to be forgotten: rows of `erased_person`.
///
/// Only a keyed hash of the platform's id is kept. It is enough to refuse the person when the platform still
/// exports them, and says nothing to somebody who has the database without the key.
public enum ErasedPerson {
    /// Refuses the id from now on, and forgets what `residents.csv` last said about it. The row of `resident`
    /// and everything that hangs on it are the caller's to delete, in the same transaction. A second call
    /// keeps the first time.
    ///
    /// - Parameters:
    ///   - externalID: The platform's id of the resident.
    ///   - at: Unix milliseconds.
    public static func record(
        externalID: String, key: SecretKey, at: Int64, in db: Database
    ) throws {
        try db.execute(
            sql:
                "INSERT INTO erased_person (id_hash, erased_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            arguments: [hash(externalID, key), at])
        try ImportMemory(file: ResidentImport.file).forget(externalID, in: db)
    }

    /// Whether this resident was erased here.
    public static func contains(
        externalID: String, key: SecretKey, in db: Database
    ) throws -> Bool {
        guard try !isEmpty(in: db) else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM erased_person WHERE id_hash = ?)"),
            arguments: [hash(externalID, key)]) ?? false
    }

    /// Spares the first load of a town one HMAC a row.
    private static func isEmpty(in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT NOT EXISTS (SELECT 1 FROM erased_person)")) ?? true
    }

    private static func hash(_ externalID: String, _ key: SecretKey) -> Data {
        Data(key.code(for: "erased-person", [Array(externalID.utf8)]))
    }
}
