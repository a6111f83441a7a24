import Foundation
import GRDBSQLite

/// A loop of prepared statements on the C interface: about as fast as it can be done with SQLite.
final class RawQueue: MeasuredQueue {
    struct Failure: Error {
        let message: String
    }

    private let connection: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]
    private var claimed: [Int64] = []
    private let now = Int64(Office.moment.timeIntervalSince1970 * 1000)

    /// - Parameter path: A database with the table `job`.
    init(path: String) throws {
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else {
            throw Failure(message: "no connection")
        }
        connection = handle
        for pragma in ["cache_size = -65536", "synchronous = FULL", "wal_autocheckpoint = 0"] {
            try execute("PRAGMA \(pragma)")
        }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(connection)
    }

    func enqueue(_ count: Int) throws {
        try execute("BEGIN IMMEDIATE")
        for number in 0..<count {
            try run(
                """
                INSERT INTO job (kind, args, queue, state, scheduled_at, max_attempts, created_at)
                VALUES ('letter', ?1, 'mail', 'available', ?2, 50, ?2)
                """, text: "{\"letter\":\(number)}", number: now)
        }
        try execute("COMMIT")
    }

    func finishAndClaim(_ count: Int) throws -> Int {
        try execute("BEGIN IMMEDIATE")
        for id in claimed {
            try run(
                """
                UPDATE job SET state = 'completed', finalized_at = ?2, worker = NULL, lease_ends_at = NULL
                WHERE id = ?3 AND state = 'running' AND worker = ?1
                """, text: "w", number: now, last: id)
        }
        claimed = try run(
            """
            UPDATE job SET state = 'running', attempt = attempt + 1, worker = ?1, lease_ends_at = ?2 + 900000
            WHERE id IN (SELECT id FROM job
                WHERE state IN ('available', 'scheduled', 'retryable') AND queue = 'mail'
                    AND priority IN (0, 1, 2, 3) AND scheduled_at <= ?2
                ORDER BY priority, scheduled_at, id LIMIT ?3)
            RETURNING id, kind, args, attempt, max_attempts
            """, text: "w", number: now, last: Int64(count))
        try execute("COMMIT")
        return claimed.count
    }

    /// - Returns: The first column of each row.
    @discardableResult
    private func run(_ sql: String, text: String, number: Int64, last: Int64? = nil) throws
        -> [Int64]
    {
        let statement = try prepared(sql)
        defer { sqlite3_reset(statement) }
        // SQLITE_TRANSIENT: SQLite makes its own copy.
        sqlite3_bind_text(
            statement, 1, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        sqlite3_bind_int64(statement, 2, number)
        if let last { sqlite3_bind_int64(statement, 3, last) }
        var rows: [Int64] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(sqlite3_column_int64(statement, 0))
            case SQLITE_DONE: return rows
            default: throw Failure(message: String(cString: sqlite3_errmsg(connection)))
            }
        }
    }

    private func prepared(_ sql: String) throws -> OpaquePointer {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement
        else { throw Failure(message: String(cString: sqlite3_errmsg(connection))) }
        statements[sql] = statement
        return statement
    }

    private func execute(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(message: String(cString: sqlite3_errmsg(connection)))
        }
    }
}
