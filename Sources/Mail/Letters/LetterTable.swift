public import Foundation
public import GRDB
public import JobQueue
public import Model

/// The table `letter`, and the jobs that deliver its rows. Lives as long as the transaction it was made in.
public struct LetterTable {
    /// The kind of the jobs that deliver letters, and their queue.
    public static let jobKind = JobKind(
        name: "letter", queue: "mail", maxAttempts: 50, retry: retryPolicy)

    /// A refusal for now is mostly greylisting or a rate: minutes, then half hours, inside the letter's expiry.
    private static let retryPolicy: RetryPolicy = {
        var policy = RetryPolicy()
        policy.first = .seconds(60)
        policy.longest = .seconds(1800)
        policy.jitter = 0.2
        return policy
    }()

    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// Writes a letter down together with the job that delivers it. One that says no expiry gets that of its purpose
    /// (`Purpose.lifetime`).
    ///
    /// - Returns: Its id; nil when one with the same purpose, recipient and occasion is there already, whatever became
    ///   of it: a plan that runs again writes nothing twice.
    @discardableResult
    public func plan(_ letter: NewLetter, now: Date) throws -> Int64? {
        var letter = letter
        letter.expiresAt = letter.expiresAt ?? letter.usualExpiry(now: now)
        guard let id = try insert(letter, outcome: .planned, reason: "", now: now) else {
            return nil
        }
        let queue = try RecipientDomainTable(db).queue(forLetterTo: letter.address)
        _ = try JobTable(db).enqueue(
            NewJob(
                kind: Self.jobKind.name, args: "{\"letter\":\(id)}", queue: queue,
                priority: letter.priority, expiresAt: letter.expiresAt,
                maxAttempts: Self.jobKind.maxAttempts), now: now)
        return id
    }

    /// Writes down that a reader was considered and gets nothing: the why-log. It never has a job.
    ///
    /// - Returns: Whether it was new.
    @discardableResult
    public func skip(_ letter: NewLetter, reason: String, now: Date) throws -> Bool {
        try insert(letter, outcome: .skipped, reason: reason, now: now) != nil
    }

    private func insert(_ letter: NewLetter, outcome: LetterOutcome, reason: String, now: Date)
        throws -> Int64?
    {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO letter (purpose, recipient, occasion, args, address, outcome, reason,
                    planned_at, due_at, expires_at, settled_at, priority)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (purpose, recipient, occasion) DO NOTHING
                """)
        try statement.execute(arguments: [
            letter.purpose.rawValue, letter.recipient, letter.occasion, letter.args,
            letter.address, outcome.rawValue, reason, now.unixMilliseconds,
            letter.dueAt?.unixMilliseconds, letter.expiresAt?.unixMilliseconds,
            outcome.isFinal ? now.unixMilliseconds : nil, letter.priority,
        ])
        return db.changesCount == 1 ? db.lastInsertedRowID : nil
    }

    /// Whether any letter was ever planned here.
    public func hasAny() throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM letter)") ?? false
    }

    /// The letter with this id; nil when there is none.
    public func find(_ id: Int64) throws -> Letter? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Letter.columns) FROM letter WHERE id = ?"),
            arguments: [id]
        ).map(Letter.init(row:))
    }

    /// The letter for this purpose, recipient and occasion; nil when there is none.
    public func find(_ purpose: Purpose, recipient: String, occasion: String) throws -> Letter? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Letter.columns) FROM letter
                    WHERE purpose = ? AND recipient = ? AND occasion = ?
                    """), arguments: [purpose.rawValue, recipient, occasion]
        ).map(Letter.init(row:))
    }

    /// Records what became of a letter that is not finished yet.
    ///
    /// - Returns: Whether it was still unfinished; else nothing is written.
    @discardableResult
    func record(_ change: LetterChange, of id: Int64, now: Date) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE letter SET outcome = :outcome, reason = :reason,
                    address = coalesce(:address, address), message_id = coalesce(:messageID, message_id),
                    relay = coalesce(:relay, relay), reply = coalesce(:reply, reply),
                    in_doubt = in_doubt + :doubt, possible_copies = possible_copies + :doubt,
                    settled_at = :settledAt
                WHERE id = :id AND outcome IN ('planned', 'held')
                """)
        try statement.execute(arguments: [
            "outcome": change.outcome.rawValue, "reason": change.reason,
            "address": change.address, "messageID": change.messageID, "relay": change.relay,
            "reply": change.reply, "doubt": change.isDoubt ? 1 : 0,
            "settledAt": change.outcome.isFinal ? now.unixMilliseconds : nil, "id": id,
        ])
        return db.changesCount == 1
    }

    /// Plans a letter anew that was given up; one that has left, or may have, stays as it is.
    func revive(_ id: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE letter SET outcome = 'planned', reason = '', settled_at = NULL
                WHERE id = ? AND outcome IN ('refused', 'expired', 'withdrawn', 'held')
                """
        ).execute(arguments: [id])
    }

    /// Marks that a letter may have left although nobody wrote it down.
    func markPossibleCopy(_ id: Int64) throws {
        try db.cachedStatement(
            sql: "UPDATE letter SET possible_copies = possible_copies + 1 WHERE id = ?"
        ).execute(arguments: [id])
    }
}

/// What to write into a letter's row.
struct LetterChange: Equatable, Sendable {
    var outcome: LetterOutcome
    var reason = ""
    var address: String?
    var messageID: String?
    var relay: String?
    var reply: String?
    /// Whether the answer never came.
    var isDoubt = false
}
