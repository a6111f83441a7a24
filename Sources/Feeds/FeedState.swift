public import Foundation
public import GRDB
import Web

/// How it goes with a feed: the table `feed_state`, and what `status` shows.
public struct FeedState: Codable, Equatable, Sendable {
    public let feed: String
    /// Pulls that went wrong, in a row.
    public var failures = 0
    /// It is left in peace until then; nil when there is no reason to wait.
    public var nextTry: Date?
    public var pulledAt: Date
    /// When it last answered as it should; nil: never.
    public var okAt: Date?
    /// What went wrong with the last pull, a sentence; "" when it was fine.
    public var error = ""
    /// Coming events that the feed no longer names, though it named them: it may list so many only, or they may be off.
    public var uncertain = 0

    public init(feed: String, pulledAt: Date) { (self.feed, self.pulledAt) = (feed, pulledAt) }
}

/// Reads and writes `feed_state`.
public struct FeedStateTable {
    private let db: Database

    public init(_ db: Database) { self.db = db }

    /// All that was ever pulled and is still configured, by name.
    ///
    /// - Parameter now: Events before it are no longer uncertain.
    public func list(now: Date) throws -> [FeedState] {
        let uncertain = FeedEventTable(db)
        return try Row.fetchAll(db, sql: "SELECT * FROM feed_state ORDER BY feed").map { row in
            var state = FeedState(row)
            state.uncertain = try uncertain.countUncertain(of: state.feed, now: now)
            return state
        }
    }

    /// Nil when it was never pulled.
    func state(of feed: String) throws -> FeedState? {
        try Row.fetchOne(db, sql: "SELECT * FROM feed_state WHERE feed = ?", arguments: [feed])
            .map(FeedState.init)
    }

    /// What was taken last from exactly this source; nothing when it is another one by now.
    func version(of feed: String, source: Data) throws -> WebVersion {
        let row = try Row.fetchOne(
            db, sql: "SELECT etag, last_modified FROM feed_state WHERE feed = ? AND source = ?",
            arguments: [feed, source])
        return WebVersion(etag: row?["etag"], lastModified: row?["last_modified"])
    }

    func save(_ state: FeedState, source: Data, version: WebVersion) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO feed_state (feed, source, etag, last_modified, failures, next_try,
                    pulled_at, ok_at, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                state.feed, source, version.etag, version.lastModified, state.failures,
                state.nextTry?.milliseconds, state.pulledAt.milliseconds, state.okAt?.milliseconds,
                state.error,
            ])
    }

    /// Forgets the feeds that are no longer configured; what they brought stays.
    public func keep(only feeds: [String]) throws {
        let names = databaseQuestionMarks(count: feeds.count)
        for table in ["feed_state", "feed_event"] {
            try db.execute(
                sql: "DELETE FROM \(table) WHERE feed NOT IN (\(names))",
                arguments: StatementArguments(feeds))
        }
    }
}

extension FeedState {
    fileprivate init(_ row: Row) {
        feed = row["feed"]
        failures = row["failures"]
        nextTry = (row["next_try"] as Int64?).map(Date.init(milliseconds:))
        pulledAt = Date(milliseconds: row["pulled_at"])
        okAt = (row["ok_at"] as Int64?).map(Date.init(milliseconds:))
        error = row["error"]
    }
}

extension Date {
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }
}
