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
    public func enqueue(_ job: NewJob, now: Date) throws -> Enqueued {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO job (kind, args, queue, state, priority, scheduled_at, expires_at,
                    max_attempts, unique_key, scheduled_for, created_at)
                VALUES (:kind, :args, :queue, :state, :priority, :scheduledAt, :expiresAt,
                    :maxAttempts, :uniqueKey, :scheduledFor, :now)
                ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
                """)
        let at = job.scheduledAt ?? now
        try statement.execute(arguments: [
            "kind": job.kind, "args": job.args, "queue": job.queue,
            "state": (at > now ? JobState.scheduled : .available).rawValue,
            "priority": job.priority, "scheduledAt": at.unixMilliseconds,
            "expiresAt": job.expiresAt?.unixMilliseconds, "maxAttempts": job.maxAttempts,
            "uniqueKey": job.uniqueKey, "scheduledFor": job.scheduledFor?.unixMilliseconds,
            "now": now.unixMilliseconds,
        ])
        if db.changesCount == 1 { return .inserted(id: db.lastInsertedRowID) }
        return try existing(job)
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

    // MARK: Claiming

    /// Claims due jobs of one queue: marks them running and counts the attempt.
    ///
    /// A claim is a lease, and the claimed job has not begun yet: ``start(_:worker:now:)`` says that. If the
    /// process dies, the next one makes its jobs available again: a job can run twice, and its work has to bear that.
    ///
    /// - Parameters:
    ///   - limit: How many jobs at most, 1...1000.
    ///   - leaseEndsAt: Until when the claim holds.
    /// - Returns: The claimed jobs by priority, then time, then id. An expired job is not among them
    ///   when ``expired(now:limit:)`` was emptied in the same transaction.
    public func claim(queue: String, limit: Int, worker: String, now: Date, leaseEndsAt: Date)
        throws -> [Job]
    {
        precondition((1...1000).contains(limit), "limit must lie in 1...1000")
        let statement = try db.cachedStatement(sql: Self.claimSQL)
        let rows = try Row.fetchAll(
            statement,
            arguments: [
                "worker": worker, "now": now.unixMilliseconds,
                "lease": leaseEndsAt.unixMilliseconds, "queue": queue, "limit": limit,
            ])
        // RETURNING promises no order (https://sqlite.org/lang_returning.html).
        return rows.map(Job.init(row:)).sorted {
            ($0.priority, $0.scheduledAt, $0.id) < ($1.priority, $1.scheduledAt, $1.id)
        }
    }

    /// The priority list lets the planner seek instead of scanning jobs that are not due.
    private static let claimSQL = """
        UPDATE job SET state = 'running', attempt = min(attempt + 1, 1000000), worker = :worker,
            started_at = NULL, lease_ends_at = :lease
        WHERE id IN (SELECT id FROM job
            WHERE \(claimable) AND queue = :queue AND priority IN (0, 1, 2, 3)
                AND scheduled_at <= :now
            ORDER BY priority, scheduled_at, id LIMIT :limit)
        RETURNING \(Job.columns)
        """

    /// Writes down that work on a claimed job begins now: after a crash, only such a job is a suspect.
    ///
    /// - Returns: Whether this worker still holds the job; else its work must not begin.
    public func start(_ job: Job, worker: String, now: Date) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE job SET started_at = :now
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """
        ).execute(arguments: [
            "now": now.unixMilliseconds, "id": job.id, "worker": worker, "attempt": job.attempt,
        ])
        return db.changesCount == 1
    }

    /// Lengthens the leases of jobs that this worker holds.
    public func extendLeases(of jobs: [Job], worker: String, to end: Date) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET lease_ends_at = :end
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """)
        for job in jobs {
            try statement.execute(arguments: [
                "end": end.unixMilliseconds, "id": job.id, "worker": worker,
                "attempt": job.attempt,
            ])
        }
    }

    // MARK: Finishing

    /// Ends an attempt. Names worker and attempt, so a late worker cannot finish another's attempt.
    ///
    /// - Parameters:
    ///   - retryAt: When a failed job that has attempts left comes back.
    /// - Returns: The state the job is in now, or nil when this worker no longer holds it; then nothing is written.
    public func finish(_ job: Job, _ end: JobEnd, worker: String, now: Date, retryAt: Date)
        throws -> JobState?
    {
        switch end {
        case .completed(let result):
            try finalize(job, as: .completed, worker: worker, now: now, result: result)
        case .discarded(let reason):
            try finalize(job, as: .discarded, worker: worker, now: now, error: reason)
        case .failed(let error) where job.attempt >= job.maxAttempts:
            try finalize(job, as: .discarded, worker: worker, now: now, error: error)
        case .failed(let error):
            try comeBack(
                job, as: .retryable, at: retryAt, attempt: job.attempt, worker: worker, now: now,
                error: error)
        case .snoozed(let until, let reason):
            try comeBack(
                job, as: .scheduled, at: until, attempt: job.attempt - 1, worker: worker, now: now,
                error: reason)
        }
    }

    private func finalize(
        _ job: Job, as state: JobState, worker: String, now: Date, result: String? = nil,
        error: String? = nil
    ) throws -> JobState? {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET state = :state, finalized_at = :now, worker = NULL, lease_ends_at = NULL,
                    result = :result, errors = \(Self.appendError)
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """)
        try statement.execute(arguments: [
            "state": state.rawValue, "now": now.unixMilliseconds, "result": result, "error": error,
            "id": job.id, "worker": worker, "attempt": job.attempt,
        ])
        return db.changesCount == 1 ? state : nil
    }

    private func comeBack(
        _ job: Job, as state: JobState, at: Date, attempt: Int, worker: String, now: Date,
        error: String
    ) throws -> JobState? {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET state = :state, scheduled_at = :at, attempt = :newAttempt, worker = NULL,
                    lease_ends_at = NULL, errors = \(Self.appendError)
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """)
        try statement.execute(arguments: [
            "state": state.rawValue, "at": at.unixMilliseconds, "newAttempt": attempt,
            "now": now.unixMilliseconds, "error": error, "id": job.id, "worker": worker,
            "attempt": job.attempt,
        ])
        return db.changesCount == 1 ? state : nil
    }

    /// The last ten errors are kept.
    private static let appendError = """
        CASE WHEN :error IS NULL THEN errors
            ELSE json_insert(
                CASE WHEN json_array_length(errors) >= 10 THEN json_remove(errors, '$[0]') ELSE errors END,
                '$[#]', json_object('at', :now, 'attempt', attempt, 'error', :error)) END
        """

    /// Gives claimed jobs back that were not begun: their attempt does not count.
    public func giveBack(_ jobs: [Job], worker: String) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET state = 'available', attempt = max(attempt - 1, 0), worker = NULL,
                    lease_ends_at = NULL, started_at = NULL
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """)
        for job in jobs {
            try statement.execute(arguments: [
                "id": job.id, "worker": worker, "attempt": job.attempt,
            ])
        }
    }

    /// Sends a claimed job that came into the wrong queue back to the intake; its attempt does not count.
    func sendBack(_ job: Job, worker: String) throws {
        try db.cachedStatement(
            sql: """
                UPDATE job SET state = 'available', queue = 'inbox', attempt = max(attempt - 1, 0),
                    worker = NULL, lease_ends_at = NULL, started_at = NULL
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """
        ).execute(arguments: ["id": job.id, "worker": worker, "attempt": job.attempt])
    }

    /// Discards a job that nobody runs.
    ///
    /// - Returns: Whether it was there and waiting.
    @discardableResult
    public func discardWaiting(_ id: Int64, reason: String, now: Date) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET state = 'discarded', finalized_at = :now, errors = \(Self.appendError)
                WHERE id = :id AND \(Self.claimable)
                """)
        try statement.execute(arguments: [
            "now": now.unixMilliseconds, "error": reason, "id": id,
        ])
        return db.changesCount == 1
    }
}
