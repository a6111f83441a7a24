public import GRDB
import JobQueue
public import Links

/// The letters to a person, the jobs that deliver them, and what came back. The suppression list stays: it knows keyed
/// hashes only, and is what keeps mail from somebody who was erased.
public struct MailPersonalData: PersonalData {
    public init() {}

    public func export(_ person: PersonReference, in db: Database) throws -> [PersonalTable] {
        [
            try PersonalTable(
                name: "letter", sql: "SELECT * FROM letter WHERE recipient = ? ORDER BY id",
                arguments: [person.recipient], in: db),
            try PersonalTable(
                name: "bounce", sql: "SELECT * FROM bounce WHERE recipient = ? ORDER BY id",
                arguments: [person.recipient], in: db),
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
        let letters = db.changesCount
        try db.execute(sql: "DELETE FROM bounce WHERE recipient = ?", arguments: [person.recipient])
        return ["job": jobs, "letter": letters, "bounce": db.changesCount]
    }
}
