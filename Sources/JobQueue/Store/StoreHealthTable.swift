import Foundation
public import GRDB
import Model

/// The one row of `store_health`.
public struct StoreHealthTable {
    private let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// What the daemon wrote last; nil when none has run yet.
    public func read() throws -> DaemonHealth? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM store_health WHERE id = 1"))
        return row.map(Self.health)
    }

    /// Puts `health` in the place of the former row. A result of a check for damage stays until there is a newer one.
    func write(_ health: DaemonHealth) throws {
        try db.cachedStatement(sql: Self.upsert).execute(arguments: [
            health.writtenAt.unixMilliseconds, health.walPages, health.walPagesCopied,
            health.walHeldSince?.unixMilliseconds, health.longestCommit, health.mayBegin,
            health.checkedAt?.unixMilliseconds, health.damage,
        ])
    }

    private static let upsert = """
        INSERT INTO store_health (id, written_at, wal_pages, wal_pages_copied, wal_held_since,
            longest_commit, may_begin, checked_at, damage)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at,
            wal_pages = excluded.wal_pages, wal_pages_copied = excluded.wal_pages_copied,
            wal_held_since = excluded.wal_held_since, longest_commit = excluded.longest_commit,
            may_begin = excluded.may_begin,
            damage = CASE WHEN excluded.checked_at IS NULL THEN damage ELSE excluded.damage END,
            checked_at = coalesce(excluded.checked_at, checked_at)
        """

    private static func health(_ row: Row) -> DaemonHealth {
        func time(_ column: String) -> Date? {
            (row[column] as Int64?).map(Date.init(unixMilliseconds:))
        }
        return DaemonHealth(
            writtenAt: Date(unixMilliseconds: row["written_at"]), walPages: row["wal_pages"],
            walPagesCopied: row["wal_pages_copied"], walHeldSince: time("wal_held_since"),
            longestCommit: row["longest_commit"], mayBegin: row["may_begin"],
            checkedAt: time("checked_at"), damage: row["damage"])
    }
}
