import GRDB
import Model

/// A letter that a report is about, with the address it went to.
struct BouncedLetter {
    let letter: Letter
    /// nil when it was erased since, or is not an address any more.
    let address: EmailAddress?

    static func find(_ id: Int64, in db: Database) throws -> BouncedLetter? {
        try find("id = ?", id, in: db)
    }

    static func find(_ messageID: MessageID, in db: Database) throws -> BouncedLetter? {
        try find("message_id = ?", messageID.description, in: db)
    }

    private static func find(
        _ condition: String, _ value: some DatabaseValueConvertible, in db: Database
    ) throws -> BouncedLetter? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(Letter.columns), address FROM letter WHERE \(condition)"),
            arguments: [value]
        ).map { row in
            let address = row["address"] as String?
            return BouncedLetter(
                letter: Letter(row: row), address: address.flatMap { try? EmailAddress($0) })
        }
    }
}
