public import Foundation
public import GRDB

/// An event of the agenda that its feed has stopped to name. Nobody cancelled it.
public struct UncertainEvent: Codable, Equatable, Sendable {
    public let feed: String
    public let summary: String
    /// Of the first, for a series.
    public let startsAt: Date
    /// For so many pulls in a row.
    public let missed: Int
}

/// Which events each feed named, and for how many pulls it has not: the table `feed_event`.
///
/// To be absent is not to be cancelled: feeds list the next thirty. Only after two pulls an event is uncertain, and then
/// it is shown to people and nothing else is done.
public struct FeedEventTable {
    private static let coming = """
        FROM feed_event f JOIN event e ON e.uid = f.uid AND e.recurrence_id = f.recurrence_id
        WHERE f.missed >= 2 AND (e.starts_at >= :now OR e.recurs = 1) AND e.status <> 'cancelled'
        """
    private let db: Database

    public init(_ db: Database) { self.db = db }

    /// A pull went well and named these events. What is over and no longer named is forgotten.
    ///
    /// - Parameter ids: UID, or UID, U+001F and RECURRENCE-ID.
    func named(_ ids: Set<String>, by feed: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE feed_event SET missed = missed + 1 WHERE feed = ?", arguments: [feed])
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO feed_event (feed, uid, recurrence_id) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET missed = 0
                """)
        for id in ids {
            let parts = id.split(
                separator: "\u{1F}", maxSplits: 1, omittingEmptySubsequences: false)
            try statement.execute(arguments: [
                feed, String(parts[0]), parts.count > 1 ? String(parts[1]) : "",
            ])
        }
        try forget(of: feed, now: now)
    }

    private func forget(of feed: String, now: Date) throws {
        try db.execute(
            sql: """
                DELETE FROM feed_event AS f WHERE f.feed = :feed AND f.missed >= 2 AND NOT EXISTS
                    (SELECT 1 FROM event e WHERE e.uid = f.uid AND e.recurrence_id = f.recurrence_id
                        AND (e.starts_at >= :now OR e.recurs = 1))
                """,
            arguments: ["feed": feed, "now": now.milliseconds])
    }

    func countUncertain(of feed: String, now: Date) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) \(Self.coming) AND f.feed = :feed",
            arguments: ["now": now.milliseconds, "feed": feed]) ?? 0
    }

    /// The uncertain events of all feeds, the next first.
    ///
    /// - Parameter limit: At most so many.
    public func uncertain(now: Date, limit: Int) throws -> [UncertainEvent] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT f.feed, e.summary, e.starts_at, f.missed \(Self.coming)
                ORDER BY e.starts_at, e.id LIMIT :limit
                """,
            arguments: ["now": now.milliseconds, "limit": limit]
        ).map { row in
            UncertainEvent(
                feed: row[0], summary: row[1], startsAt: Date(milliseconds: row[2]), missed: row[3])
        }
    }
}
