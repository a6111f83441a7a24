public import Foundation
import GRDB
import Model

/// What is due, when and where.
extension JobTable {
    /// How many jobs of `queue` are due, counted up to `limit`.
    public func dueCount(queue: String, now: Date, limit: Int) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM job WHERE \(Self.claimable)
                        AND queue = :queue AND priority IN (0, 1, 2, 3) AND scheduled_at <= :now
                        LIMIT :limit)
                    """),
            arguments: ["queue": queue, "now": now.unixMilliseconds, "limit": limit]) ?? 0
    }

    /// When the next job of `queue` comes due after `now`; nil when none waits.
    public func nextDue(queue: String, after now: Date) throws -> Date? {
        // One seek per priority: a single min() over all would scan.
        let times = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT min(due) FROM (
                    \((0...3).map { """
                        SELECT (SELECT scheduled_at FROM job WHERE \(Self.claimable) AND queue = :queue
                            AND priority = \($0) AND scheduled_at > :now ORDER BY scheduled_at LIMIT 1) AS due
                        """ }.joined(separator: " UNION ALL "))
                    ) WHERE due IS NOT NULL HAVING count(*) > 0
                    """),
            arguments: ["queue": queue, "now": now.unixMilliseconds])
        return times.first.map(Date.init(unixMilliseconds:))
    }

    /// Moves a job that is neither running nor finished to another queue: to a branch of its own queue, or back.
    ///
    /// - Returns: Whether it was such a job; else nothing is written.
    @discardableResult
    public func move(_ id: Int64, to queue: String) throws -> Bool {
        try db.cachedStatement(
            sql: "UPDATE job SET queue = :queue WHERE id = :id AND \(Self.claimable)"
        ).execute(arguments: ["queue": queue, "id": id])
        return db.changesCount == 1
    }
}
