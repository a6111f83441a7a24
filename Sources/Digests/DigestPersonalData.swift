public import GRDB
public import Links

/// Up to where a person was told the news.
public struct DigestPersonalData: PersonalData {
    public init() {}

    public func export(_ person: PersonReference, in db: Database) throws -> [PersonalTable] {
        [
            try PersonalTable(
                name: "digest_reader", sql: "SELECT * FROM digest_reader WHERE resident = ?",
                arguments: [person.resident], in: db)
        ]
    }

    public func erase(_ person: PersonReference, in db: Database) throws -> [String: Int] {
        try db.execute(
            sql: "DELETE FROM digest_reader WHERE resident = ?", arguments: [person.resident])
        let readers = db.changesCount
        try db.execute(
            sql: "DELETE FROM digest_changed WHERE resident = ?", arguments: [person.resident])
        return ["digest_reader": readers, "digest_changed": db.changesCount]
    }
}
