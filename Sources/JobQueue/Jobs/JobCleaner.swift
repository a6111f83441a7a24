import Foundation
import GRDB
import Model

/// Removes jobs that finished long ago, a slice in each transaction so that nobody waits for it.
struct JobCleaner: Sendable {
    /// How many rows one call removes at most.
    static let slice = 500

    let kinds: [String: JobKind]
    let retention: JobRetention

    /// Removes the oldest of what has had its time.
    ///
    /// - Returns: Whether there may be more; call again in the next transaction.
    func runOnce(_ db: Database, now: Date) throws -> Bool {
        var left = Self.slice
        for kind in try finishedKinds(db) {
            for state in JobState.allCases where state.isFinal && left > 0 {
                left -= try remove(kind, state, limit: left, now, db)
            }
        }
        return left == 0
    }

    /// Steps through the index from one kind to the next, so that a million finished jobs cost nothing.
    private func finishedKinds(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    WITH RECURSIVE k (name) AS (
                        SELECT min(kind) FROM job WHERE finalized_at IS NOT NULL
                        UNION ALL
                        SELECT (SELECT min(kind) FROM job WHERE finalized_at IS NOT NULL AND kind > k.name)
                        FROM k WHERE k.name IS NOT NULL)
                    SELECT name FROM k WHERE name IS NOT NULL
                    """))
    }

    private func remove(
        _ kind: String, _ state: JobState, limit: Int, _ now: Date, _ db: Database
    ) throws -> Int {
        let kept = (kinds[kind]?.retention ?? retention).duration(of: state)
        try db.cachedStatement(
            sql: """
                DELETE FROM job WHERE id IN (SELECT id FROM job
                    WHERE finalized_at IS NOT NULL AND kind = ? AND state = ? AND finalized_at < ?
                    ORDER BY finalized_at LIMIT ?)
                """
        ).execute(arguments: [
            kind, state.rawValue, now.unixMilliseconds - kept.milliseconds, limit,
        ])
        return db.changesCount
    }
}
