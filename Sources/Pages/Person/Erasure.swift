import Foundation
import GRDB
import Model

/// The proof that somebody was erased: how many rows of which table, and when. Holds nothing about
/// the person but our own number, which leads nowhere any more.
enum Erasure {
    static let schema = """
        CREATE TABLE erasure (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            resident INTEGER NOT NULL UNIQUE,
            erased_at INTEGER NOT NULL,                              -- ms
            rows TEXT NOT NULL CHECK (json_type(rows) = 'object'),   -- table: rows deleted or emptied
            log_emptied_at INTEGER                                   -- ms; NULL: the WAL may hold old pages
        ) STRICT;
        """

    /// Adds what a later call found to the row of the first.
    static func record(_ resident: Int64, rows: [String: Int], now: Date, in db: Database) throws {
        let json = try JSONEncoder().encode(rows)
        try db.execute(
            sql: """
                INSERT INTO erasure (resident, erased_at, rows) VALUES (?, ?, ?)
                ON CONFLICT (resident) DO NOTHING
                """,
            arguments: [
                resident, now.unixMilliseconds, String(decoding: json, as: UTF8.self),
            ])
    }

    static func markLogEmptied(_ resident: Int64, now: Date, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE erasure SET log_emptied_at = ?
                WHERE resident = ? AND log_emptied_at IS NULL
                """, arguments: [now.unixMilliseconds, resident])
    }
}
