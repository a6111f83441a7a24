import ArgumentParser
import Foundation
import GRDBSQLite

/// Another program that inserts jobs, one a transaction, as docs/database.md asks it to.
///
/// The benchmarks start this as processes of their own. Prints a line for each row: its id, and the monotonic nanoseconds
/// of the moments before the INSERT and after the commit.
struct ForeignWriter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "foreign-writer", abstract: "Inserts jobs from outside.", shouldDisplay: false)

    @Argument(help: "The database.")
    var database: String

    @Argument(help: "Rows a second; 0 is without a pause.")
    var rate: Int

    @Argument(help: "For how many seconds.")
    var seconds: Double

    func run() throws {
        let connection = try ForeignConnection(path: database)
        let begin = MonotonicTime.now
        let end = begin + UInt64(seconds * 1e9)
        var lines = ""
        var due = begin
        while MonotonicTime.now < end {
            MonotonicTime.sleep(until: due)
            let began = MonotonicTime.now
            let id = try connection.insert()
            lines += "\(id) \(began) \(MonotonicTime.now)\n"
            // What came late is not caught up: that would be a writer without a pause.
            if rate > 0 { due = max(due + UInt64(1_000_000_000 / rate), MonotonicTime.now) }
        }
        FileHandle.standardOutput.write(Data(lines.utf8))
    }
}

/// A connection with nothing but SQLite's own means.
private final class ForeignConnection {
    private var connection: OpaquePointer?
    private var statement: OpaquePointer?

    init(path: String) throws {
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            throw ValidationError("no database \(path)")
        }
        sqlite3_busy_timeout(connection, 10_000)
        sqlite3_exec(
            connection, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0", nil, nil, nil)
        sqlite3_prepare_v2(connection, Self.insert, -1, &statement, nil)
    }

    deinit {
        sqlite3_finalize(statement)
        sqlite3_close(connection)
    }

    private static let insert = "INSERT INTO job (kind) VALUES ('nothing')"

    /// - Returns: The id of the row, committed.
    func insert() throws -> Int64 {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else {
            throw ValidationError(String(cString: sqlite3_errmsg(connection)))
        }
        return sqlite3_last_insert_rowid(connection)
    }
}
