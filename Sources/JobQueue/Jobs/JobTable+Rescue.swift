public import Foundation
import GRDB
import Model

/// What happens to jobs without a worker: expiry, and rescue from workers that died or hang.
extension JobTable {
    /// Waiting jobs whose time is over, the longest over first. One that expires at `now` still counts.
    ///
    /// Reads `idx job_expiring`; the caller discards them in the same transaction.
    public func expired(now: Date, limit: Int) throws -> [Job] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(Job.columns) FROM job
                WHERE \(Self.claimable) AND expires_at < :now ORDER BY expires_at LIMIT :limit
                """)
        return try Row.fetchAll(
            statement, arguments: ["now": now.unixMilliseconds, "limit": limit]
        ).map(Job.init(row:))
    }

    /// Makes every running job claimable again, its attempt given back.
    ///
    /// Only for the holder of the database's lock before its first claim: the lock proves that no worker lives.
    ///
    /// - Returns: Those whose work had begun. They may have been done without anybody writing it down.
    public func rescueAll() throws -> [Job] {
        try rescue(exceptOf: "")
    }

    /// The same for jobs that another worker than `living` is said to hold, such as rows that another program wrote.
    ///
    /// Only for the holder of the lock: what no lane of its own holds, nobody does, however far the lease goes. What
    /// lanes hold they give back themselves. No lease is judged by the wall clock: one that was set forward would have
    /// every letter sent twice.
    ///
    /// - Returns: Those whose work had begun, as the row says.
    public func rescueStrangers(living: String) throws -> [Job] {
        try rescue(exceptOf: living)
    }

    private func rescue(exceptOf living: String) throws -> [Job] {
        let suspects = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Job.columns) FROM job INDEXED BY job_running
                    WHERE state = 'running' AND worker <> ? AND started_at IS NOT NULL
                    """), arguments: [living]
        ).map(Job.init(row:))
        try db.cachedStatement(
            sql: """
                UPDATE job INDEXED BY job_running SET state = 'available', attempt = max(attempt - 1, 0), worker = NULL,
                    lease_ends_at = NULL, started_at = NULL
                WHERE state = 'running' AND worker <> ?
                """
        ).execute(arguments: [living])
        return suspects
    }
}
