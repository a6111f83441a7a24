import Foundation
import GRDB
import JobQueue
import Model

/// One row of `proof`.
struct Proof {
    let job: Job
    let worker: String
    let state: JobState
    let at: Date

    func insert(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO proof (job, attempt, worker, state, at, unique_key, scheduled_for)
                SELECT id, ?, ?, ?, ?, unique_key, scheduled_for FROM job WHERE id = ?
                """
        ).execute(arguments: [job.attempt, worker, state.rawValue, at.unixMilliseconds, job.id])
    }

    /// How often `job` came to `state`.
    static func count(_ job: Int64, _ state: JobState, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM proof WHERE job = ? AND state = ?",
            arguments: [job, state.rawValue]) ?? 0
    }
}
