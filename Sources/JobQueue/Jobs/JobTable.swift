public import Foundation
public import GRDB
import Model

/// The table `job`: every transition is one statement that names the state it leaves.
///
/// A value of this type lives as long as the transaction it was made in. Nobody else writes this table from
/// inside the program; other programs insert into it.
public struct JobTable {
    /// Where rows arrive that do not say a queue.
    public static let inbox = "inbox"
    /// Where rows of an unknown kind wait.
    public static let held = "held"
    /// How long a row of an unknown kind waits for the version that knows it.
    public static let patienceForUnknownKinds: Duration = .seconds(24 * 3600)
    /// The state list of the partial index, to the letter: bound or written otherwise, SQLite would not use it.
    static let claimable = "state IN ('available', 'scheduled', 'retryable')"

    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    // MARK: Enqueueing

    /// Enqueues a job in the caller's transaction, so that a domain change and its job are one commit.
    ///
    /// - Returns: `inserted`, or `exists` when its unique key is taken; then nothing is written.
    /// - Throws: ``QueueFull`` when its queue takes no more; `DatabaseError` for what the table's CHECKs refuse.
    public func enqueue(_ job: NewJob, now: Date) throws -> Enqueued {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO job (kind, args, queue, state, priority, scheduled_at, expires_at,
                    max_attempts, unique_key, scheduled_for, created_at, tags)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
                """)
        let at = job.scheduledAt ?? now
        try insert(
            job, statement,
            [
                job.kind, job.args, job.queue,
                (at > now ? JobState.scheduled : .available).rawValue, job.priority,
                at.unixMilliseconds, job.expiresAt?.unixMilliseconds, job.maxAttempts,
                job.uniqueKey, job.scheduledFor?.unixMilliseconds, now.unixMilliseconds,
                Self.json(job.tags),
            ])
        if db.changesCount == 1 { return .inserted(id: db.lastInsertedRowID) }
        return try existing(job)
    }

    /// The one trigger that stops an INSERT is that of full queues.
    private func insert(_ job: NewJob, _ statement: Statement, _ arguments: StatementArguments)
        throws
    {
        do {
            try statement.execute(arguments: arguments)
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_TRIGGER
        {
            throw QueueFull(kind: job.kind)
        }
    }

    private static func json(_ tags: [String]) -> String {
        tags.isEmpty
            ? "[]"
            : String(decoding: (try? JSONEncoder().encode(tags)) ?? Data("[]".utf8), as: UTF8.self)
    }

    private func existing(_ job: NewJob) throws -> Enqueued {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, state FROM job WHERE kind = ? AND unique_key = ?"),
            arguments: [job.kind, job.uniqueKey])
        guard let row, let state = JobState(rawValue: row[1]) else {
            preconditionFailure("an insert that was refused as double has its double in the table")
        }
        return .exists(id: row[0], state: state)
    }
}
