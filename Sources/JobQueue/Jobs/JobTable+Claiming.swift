public import Foundation
import GRDB
import Model

/// Claims: who works on what, until when.
extension JobTable {
    /// Claims due jobs of one queue: marks them running and counts the attempt. One that somebody asked to cancel is left.
    ///
    /// A claim is a lease, and the claimed job has not begun yet: ``start(_:worker:now:)`` says that. If the
    /// process dies, the next one makes its jobs available again: a job can run twice, and its work has to bear that.
    ///
    /// - Parameters:
    ///   - limit: How many jobs at most, 1...1000.
    ///   - leaseEndsAt: Until when the claim holds.
    ///   - starting: Whether work on all of them begins now, as ``start(_:worker:now:)`` says of one.
    /// - Returns: The claimed jobs by priority, then time, then id. An expired job is not among them
    ///   when ``expired(now:limit:)`` was emptied in the same transaction.
    public func claim(
        queue: String, limit: Int, worker: String, now: Date, leaseEndsAt: Date,
        starting: Bool = false
    ) throws -> [Job] {
        precondition((1...1000).contains(limit), "limit must lie in 1...1000")
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: Self.claimSQL),
            arguments: [
                worker, starting ? now.unixMilliseconds : nil, leaseEndsAt.unixMilliseconds,
                now.unixMilliseconds, queue, limit,
            ])
        // RETURNING promises no order (https://sqlite.org/lang_returning.html).
        return rows.map(Job.init(row:)).sorted {
            ($0.priority, $0.scheduledAt, $0.id) < ($1.priority, $1.scheduledAt, $1.id)
        }
    }

    /// The priority list lets the planner seek instead of scanning jobs that are not due.
    private static let claimSQL = """
        UPDATE job SET \(becomesRunning)
        WHERE id IN (SELECT id FROM job
            WHERE \(claimable) AND queue = ?5 AND priority IN (0, 1, 2, 3)
                AND scheduled_at <= ?4 AND cancel_requested_at IS NULL
            ORDER BY priority, scheduled_at, id LIMIT ?6)
        RETURNING \(Job.columns)
        """

    /// Claims one job by its id, when it is due; its work begins now.
    func claim(id: Int64, worker: String, now: Date, leaseEndsAt: Date) throws -> Job? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    UPDATE job SET \(Self.becomesRunning)
                    WHERE id = ?5 AND \(Self.claimable) AND scheduled_at <= ?4
                        AND cancel_requested_at IS NULL
                    RETURNING \(Job.columns)
                    """),
            arguments: [
                worker, now.unixMilliseconds, leaseEndsAt.unixMilliseconds, now.unixMilliseconds,
                id,
            ]
        ).map(Job.init(row:))
    }

    private static let becomesRunning = """
        state = 'running', attempt = min(attempt + 1, 1000000), worker = ?1, started_at = ?2,
            lease_ends_at = ?3
        """

    /// Writes down that work on a claimed job begins now: after a crash, only such a job is a suspect.
    ///
    /// - Returns: Whether this worker still holds the job and nobody asked for it to be cancelled; else its work must
    ///   not begin.
    public func start(_ job: Job, worker: String, now: Date) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE job SET started_at = ?
                WHERE id = ? AND state = 'running' AND worker = ? AND attempt = ?
                    AND cancel_requested_at IS NULL
                """
        ).execute(arguments: [now.unixMilliseconds, job.id, worker, job.attempt])
        return db.changesCount == 1
    }

    /// Lengthens the leases of all jobs that a living worker holds.
    public func extendLeases(worker: String, to end: Date) throws {
        try db.cachedStatement(
            sql: "UPDATE job SET lease_ends_at = :end WHERE state = 'running' AND worker = :worker"
        ).execute(arguments: ["end": end.unixMilliseconds, "worker": worker])
    }

    /// Writes down how far a running job is, for people; at most 200 characters are kept.
    public func report(_ progress: String, of job: Job, worker: String) throws {
        try db.cachedStatement(
            sql: """
                UPDATE job SET progress = :progress
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """
        ).execute(arguments: [
            "progress": String(progress.prefix(200)), "id": job.id, "worker": worker,
            "attempt": job.attempt,
        ])
    }
}
