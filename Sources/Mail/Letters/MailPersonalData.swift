public import GRDB
import JobQueue
public import Links

/// The letters to a person, and the jobs that deliver them.
public struct MailPersonalData: PersonalData {
    public init() {}

    public func export(_ person: PersonReference, in db: Database) throws -> [PersonalTable] {
        [
            try PersonalTable(
                name: "letter", sql: "SELECT * FROM letter WHERE recipient = ? ORDER BY id",
                arguments: [person.recipient], in: db)
        ]
    }

    public func erase(_ person: PersonReference, in db: Database) throws -> [String: Int] {
        try db.execute(
            sql: """
                DELETE FROM job WHERE kind = :kind AND json_extract(args, '$.letter') IN
                    (SELECT id FROM letter WHERE recipient = :recipient)
                """, arguments: ["kind": LetterTable.jobKind.name, "recipient": person.recipient])
        let jobs = db.changesCount
        try db.execute(sql: "DELETE FROM letter WHERE recipient = ?", arguments: [person.recipient])
        return ["job": jobs, "letter": db.changesCount]
    }
}
