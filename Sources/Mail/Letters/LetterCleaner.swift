public import Foundation
public import GRDB
public import JobQueue
import Model

/// Removes letters that finished long ago, with the addresses in them.
///
/// A letter's row keeps its occasion from being planned twice, so it stays at least until the letter would have expired:
/// after that no plan comes back to it, for occasions name their day or revision and features keep what they did in
/// tables of their own. Unfinished letters stay however old they are. SQLite overwrites what is removed
/// (`secure_delete`, on in Debian's library); the write-ahead log forgets it at the next checkpoint.
public struct LetterCleaner: TableCleaner {
    /// How many rows one call removes at most.
    static let slice = 500

    private let retention: LetterRetention

    public init(_ retention: LetterRetention) {
        self.retention = retention
    }

    /// Removes the oldest of what has had its time, the skipped ones first.
    public func runOnce(_ db: Database, now: Date) throws -> Bool {
        let skipped = try remove(
            Self.skippedSQL, limit: Self.slice, now: now, kept: retention.skipped, db)
        let others = try remove(
            Self.letterSQL, limit: Self.slice - skipped, now: now, kept: retention.letters, db)
        return skipped + others == Self.slice
    }

    private func remove(
        _ sql: String, limit: Int, now: Date, kept: Duration, _ db: Database
    ) throws -> Int {
        guard limit > 0 else { return 0 }
        try db.cachedStatement(sql: sql).execute(arguments: [
            "before": now.unixMilliseconds - kept.milliseconds, "limit": limit,
        ])
        return db.changesCount
    }

    /// The term is that of the index `letter_skipped`, to the letter.
    static let skippedSQL = """
        DELETE FROM letter WHERE id IN (SELECT id FROM letter
            WHERE outcome = 'skipped' AND max(settled_at, coalesce(expires_at, 0)) < :before
            ORDER BY max(settled_at, coalesce(expires_at, 0)) LIMIT :limit)
        """

    /// Nothing is finished before it was planned, so the index on `planned_at` leads to all of them.
    static let letterSQL = """
        DELETE FROM letter WHERE id IN (SELECT id FROM letter
            WHERE planned_at < :before AND outcome <> 'skipped'
                AND max(settled_at, coalesce(expires_at, 0)) < :before
            ORDER BY planned_at LIMIT :limit)
        """
}
