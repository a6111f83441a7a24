public import Foundation
public import GRDB
public import JobQueue
import Model

/// Removes what was known of bounces longer ago than letters are kept, and the fingerprints of the messages that told
/// of them. Suppressions and scores stay.
public struct BounceCleaner: TableCleaner {
    /// Rows of each of the two tables in one call.
    private static let slice = 250

    private let retention: LetterRetention

    public init(_ retention: LetterRetention) {
        self.retention = retention
    }

    /// A message that is delivered again after its fingerprint has gone names a letter that has gone too.
    public func runOnce(_ db: Database, now: Date) throws -> Bool {
        let before = now.unixMilliseconds - retention.letters.milliseconds
        return try remove("bounce", "id", before, db)
            || remove("bounce_message", "hash", before, db)
    }

    /// - Returns: Whether there may be more.
    private func remove(_ table: String, _ key: String, _ before: Int64, _ db: Database) throws
        -> Bool
    {
        try db.cachedStatement(
            sql: """
                DELETE FROM \(table) WHERE \(key) IN
                    (SELECT \(key) FROM \(table) WHERE at < ? LIMIT \(Self.slice))
                """
        ).execute(arguments: [before])
        return db.changesCount == Self.slice
    }
}
