public import GRDB
public import Links

/// The resident's row, what they wrote, asked, joined and manage, and what imports remember of it.
public struct NeighbourhoodPersonalData: PersonalData {
    public init() {}

    public func export(_ person: PersonReference, in db: Database) throws -> [PersonalTable] {
        let id = person.externalID
        return [
            try PersonalTable(
                name: "resident", sql: "SELECT * FROM resident WHERE id = ?",
                arguments: [person.resident], in: db),
            try PersonalTable(
                name: "post", sql: "SELECT * FROM post WHERE author = ? ORDER BY id",
                arguments: [id], in: db),
            try PersonalTable(
                name: "organisation",
                sql: "SELECT external_id, name, manager FROM organisation WHERE manager = ?",
                arguments: [id], in: db),
            try PersonalTable(
                name: "help_request",
                sql: "SELECT * FROM help_request WHERE requester = ? ORDER BY id",
                arguments: [id], in: db),
            try PersonalTable(
                name: "registration",
                sql: "SELECT * FROM registration WHERE resident = ? ORDER BY event_uid",
                arguments: [id], in: db),
            try PersonalTable(
                name: "import_memory",
                sql: """
                    SELECT * FROM import_memory WHERE \(Self.remembered)
                        OR file = 'organisations.csv' AND json_extract(said, '$.manager') = :id
                    """, arguments: ["id": id], in: db),
        ]
    }

    public func erase(_ person: PersonReference, in db: Database) throws -> [String: Int] {
        let id: StatementArguments = ["id": person.externalID]
        let number: StatementArguments = ["id": person.resident]
        return [
            "post": try change("DELETE FROM post WHERE author = :id", id, db),
            "organisation": try change(
                "UPDATE organisation SET manager = '' WHERE manager = :id", id, db),
            "help_request": try change("DELETE FROM help_request WHERE requester = :id", id, db),
            "registration": try change("DELETE FROM registration WHERE resident = :id", id, db),
            "import_memory": try change(
                "DELETE FROM import_memory WHERE \(Self.remembered)", id, db)
                + change(
                    """
                    UPDATE import_memory SET said = json_remove(said, '$.manager')
                    WHERE file = 'organisations.csv' AND json_extract(said, '$.manager') = :id
                    """, id, db),
            "resident": try change("DELETE FROM resident WHERE id = :id", number, db),
        ]
    }

    /// What imports remember of the person alone. The id of a registration ends with its resident, after U+001F.
    private static let remembered = """
        file = 'residents.csv' AND id = :id
            OR file = 'posts.csv' AND json_extract(said, '$.author') = :id
            OR file = 'help_requests.csv' AND json_extract(said, '$.requester') = :id
            OR file = 'registrations.csv' AND substr(id, -length(:id) - 1) = char(31) || :id
        """

    private func change(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws
        -> Int
    {
        try db.execute(sql: sql, arguments: arguments)
        return db.changesCount
    }
}
