import Foundation
import GRDB
import Model

/// What operators did at the desk, so that it can be told later who it was.
struct DeskAction: Equatable, Sendable {
    enum Deed: String, CaseIterable, Sendable {
        case retry, discard, pause, resume
    }

    /// Longer ago than this nobody needs to know.
    static let kept: TimeInterval = 365 * 86_400

    let at: Date
    let who: String
    let deed: Deed
    /// The number of a job, or the name of a queue.
    let target: String
    /// Whether anything changed.
    let wasDone: Bool

    static let schema = """
        CREATE TABLE desk_action (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,             -- ms
            who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 64),
            deed TEXT NOT NULL CHECK (deed IN ('retry', 'discard', 'pause', 'resume')),
            target TEXT NOT NULL CHECK (length(target) BETWEEN 1 AND 128),  -- a job's id, or a queue
            was_done INTEGER NOT NULL CHECK (was_done IN (0, 1))
        ) STRICT;
        CREATE INDEX desk_action_at ON desk_action (at);
        """

    /// Writes it down, in the transaction of the deed itself, and forgets what is older than a year.
    func insert(in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO desk_action (at, who, deed, target, was_done) VALUES (?, ?, ?, ?, ?)
                """, arguments: [at.unixMilliseconds, who, deed.rawValue, target, wasDone])
        try db.execute(
            sql: "DELETE FROM desk_action WHERE at < ?",
            arguments: [at.addingTimeInterval(-Self.kept).unixMilliseconds])
    }

    /// The last ones, the newest first.
    static func last(_ count: Int, in db: Database) throws -> [DeskAction] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT at, who, deed, target, was_done FROM desk_action ORDER BY id DESC LIMIT ?
                """, arguments: [count]
        ).map { row in
            // The CHECK of the table allows no other deed.
            DeskAction(
                at: Date(unixMilliseconds: row[0]), who: row[1], deed: Deed(rawValue: row[2])!,
                target: row[3], wasDone: row[4])
        }
    }
}
