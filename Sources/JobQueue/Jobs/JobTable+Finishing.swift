public import Foundation
import GRDB
import Model

/// How an attempt ends.
extension JobTable {
    /// Ends an attempt. Names worker and attempt, so a late worker cannot finish another's attempt.
    ///
    /// A job that somebody asked to cancel does not come back: what would be another try ends as cancelled.
    ///
    /// - Parameters:
    ///   - retryAt: When a failed job that has attempts left comes back.
    /// - Returns: The state the job is in now, or nil when this worker no longer holds it; then nothing is written.
    public func finish(_ job: Job, _ end: JobEnd, worker: String, now: Date, retryAt: Date)
        throws -> JobState?
    {
        switch end {
        case .completed(nil):
            try complete(job, worker: worker, now: now)
        case .completed(let result):
            try finalize(job, as: .completed, worker: worker, now: now, result: result)
        case .discarded(let reason):
            try finalize(job, as: .discarded, worker: worker, now: now, error: reason)
        case .cancelled(let reason):
            try finalize(job, as: .cancelled, worker: worker, now: now, error: reason)
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

    /// The way of nearly all jobs: without an error or a result there is no JSON to look at.
    private func complete(_ job: Job, worker: String, now: Date) throws -> JobState? {
        try db.cachedStatement(
            sql: """
                UPDATE job SET state = 'completed', finalized_at = ?, worker = NULL, lease_ends_at = NULL
                WHERE id = ? AND state = 'running' AND worker = ? AND attempt = ?
                """
        ).execute(arguments: [now.unixMilliseconds, job.id, worker, job.attempt])
        return db.changesCount == 1 ? .completed : nil
    }

    private func finalize(
        _ job: Job, as state: JobState, worker: String, now: Date, result: String? = nil,
        error: String? = nil
    ) throws -> JobState? {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET state = :state, finalized_at = :now, worker = NULL, lease_ends_at = NULL,
                    result = CASE WHEN :result IS NULL OR json_valid(:result) THEN :result
                        ELSE json_quote(:result) END, errors = \(Self.appendError)
                WHERE id = :id AND state = 'running' AND worker = :worker AND attempt = :attempt
                """)
        try statement.execute(arguments: [
            "state": state.rawValue, "now": now.unixMilliseconds, "result": result,
            "error": error.map(Self.clipped),
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
                    AND cancel_requested_at IS NULL
                """)
        try statement.execute(arguments: [
            "state": state.rawValue, "at": at.unixMilliseconds, "newAttempt": attempt,
            "now": now.unixMilliseconds, "error": Self.clipped(error), "id": job.id,
            "worker": worker, "attempt": job.attempt,
        ])
        if db.changesCount == 1 { return state }
        return try finalize(job, as: .cancelled, worker: worker, now: now, error: error)
    }

    /// Enough to see what went wrong; an error may quote a whole file. At most 1000 octets of UTF-8, whole scalars: of
    /// what a person takes for one character there is no longest.
    static func clipped(_ error: String) -> String {
        guard error.utf8.count > 1000 else { return error }
        let end = error.utf8.index(error.startIndex, offsetBy: 1000)
        return String(error.unicodeScalars[..<end])
    }

    /// The last ten errors are kept.
    static let appendError = """
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
}
