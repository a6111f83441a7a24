public import Foundation
import GRDB
import Model

/// What an operator, or another program, does to jobs.
extension JobTable {
    /// Waiting jobs that somebody asked to cancel, the longest asked first. The caller ends them with ``lose(_:_:now:)``.
    func cancelRequestedWaiting(limit: Int) throws -> [Job] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Job.columns) FROM job
                    WHERE cancel_requested_at IS NOT NULL AND finalized_at IS NULL AND \(Self.claimable)
                    ORDER BY cancel_requested_at LIMIT ?
                    """), arguments: [limit]
        ).map(Job.init(row:))
    }

    /// The running jobs that somebody asked to cancel.
    ///
    /// Looks through those that run: a few, where `job_cancelling` may hold a million that wait.
    func cancelRequestedRunning() throws -> Set<Int64> {
        try Set(
            Int64.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id FROM job INDEXED BY job_running
                        WHERE state = 'running' AND cancel_requested_at IS NOT NULL
                        """)))
    }

    /// Asks for an unfinished job to be cancelled: a waiting one ends at the daemon's next look, a running one when its
    /// work notices. A second call changes nothing.
    ///
    /// - Returns: Whether there is such a job.
    public func requestCancel(_ id: Int64, now: Date) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE job SET cancel_requested_at = coalesce(cancel_requested_at, ?)
                WHERE id = ? AND finalized_at IS NULL
                """
        ).execute(arguments: [now.unixMilliseconds, id])
        return db.changesCount == 1
    }

    /// The same for a job that runs, and notes the reason. Does nothing to one that was asked before.
    func requestStop(_ id: Int64, because reason: String, now: Date) throws {
        try db.cachedStatement(
            sql: """
                UPDATE job SET cancel_requested_at = :now, errors = \(Self.appendError)
                WHERE id = :id AND state = 'running' AND cancel_requested_at IS NULL
                """
        ).execute(arguments: [
            "now": now.unixMilliseconds, "error": Self.clipped("asked to stop: \(reason)"),
            "id": id,
        ])
    }

    /// Ends a job that nobody runs without its work having been done.
    ///
    /// - Returns: Whether it was there and waiting; else nothing is written.
    @discardableResult
    public func lose(_ id: Int64, _ loss: JobLoss, now: Date) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE job SET state = :state, finalized_at = :now, errors = \(Self.appendError)
                WHERE id = :id AND \(Self.claimable)
                """
        ).execute(arguments: [
            "state": loss.state.rawValue, "now": now.unixMilliseconds,
            "error": Self.clipped(loss.reason), "id": id,
        ])
        return db.changesCount == 1
    }

    /// Makes a waiting job due now.
    ///
    /// - Returns: Whether it was there and waiting.
    func hurry(_ id: Int64, now: Date) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE job SET scheduled_at = min(scheduled_at, ?1), state = 'available',
                    queue = CASE queue WHEN 'held' THEN 'inbox' ELSE queue END
                WHERE id = ?2 AND \(Self.claimable)
                """
        ).execute(arguments: [now.unixMilliseconds, id])
        return db.changesCount == 1
    }

    /// Gives a discarded or cancelled job its life back: due now, all its attempts ahead, its errors kept.
    ///
    /// An expiry that has passed is taken away, for somebody wants it all the same.
    ///
    /// - Returns: Whether it was there and could be revived.
    func revive(_ id: Int64, now: Date) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE job SET state = 'available', scheduled_at = ?1, attempt = 0, crashes = 0,
                    finalized_at = NULL, cancel_requested_at = NULL, started_at = NULL, progress = NULL,
                    queue = CASE queue WHEN 'held' THEN 'inbox' ELSE queue END,
                    expires_at = CASE WHEN expires_at >= ?1 THEN expires_at END
                WHERE id = ?2 AND state IN ('discarded', 'cancelled')
                """
        ).execute(arguments: [now.unixMilliseconds, id])
        return db.changesCount == 1
    }

    /// The job as its kind sees it; nil when there is none.
    func find(_ id: Int64) throws -> Job? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Job.columns) FROM job WHERE id = ?"),
            arguments: [id]
        ).map(Job.init(row:))
    }

    /// The state of a job; nil when there is none.
    func state(_ id: Int64) throws -> JobState? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT state FROM job WHERE id = ?"), arguments: [id]
        ).flatMap(JobState.init(rawValue:))
    }

    /// Counts a crash of the process against a job.
    ///
    /// - Returns: How many it has now.
    func countCrash(_ id: Int64) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    UPDATE job SET crashes = min(crashes + 1, 1000000) WHERE id = ? RETURNING crashes
                    """), arguments: [id]) ?? 0
    }
}
