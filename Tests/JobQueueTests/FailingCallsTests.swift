import BuurtpostTestKit
import Foundation
import GRDB
import Testing

/// The tool itself, on simple children: `sqlite3` and a shell.
struct FailingCallsTests {
    let folder = TemporaryFolder()
    let outside = TemporaryFolder()

    /// Each commit writes the log with `pwrite64` and syncs it with `fdatasync`.
    static let script = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x);
        INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); INSERT INTO t VALUES (3);
        """

    func plan(calls: Set<FailingCalls.Call> = Set(FailingCalls.Call.allCases)) -> FailingCalls {
        FailingCalls(
            in: folder.url, calls: calls,
            log: outside.url.appendingPathComponent(UUID().uuidString))
    }

    /// Runs a program with `plan` and gives what it complains of.
    func complaints(_ plan: FailingCalls, _ program: String, _ arguments: String...) throws
        -> String
    {
        let child = Process()
        let errors = Pipe()
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = arguments
        child.environment = try plan.environment()
        child.standardOutput = FileHandle.nullDevice
        child.standardError = errors
        try child.run()
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        child.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    func sqlite(_ plan: FailingCalls, on database: String) throws -> String {
        try complaints(plan, "/usr/bin/sqlite3", folder.path(database), Self.script)
    }

    func rows(of database: String) throws -> [Int] {
        try DatabaseQueue(path: folder.path(database)).read {
            try Int.fetchAll($0, sql: "SELECT x FROM t ORDER BY x")
        }
    }

    @Test("without a number nothing fails, and every call is written down")
    func countsOnly() throws {
        let plan = plan()
        #expect(try sqlite(plan, on: "a.db").isEmpty)
        #expect(try rows(of: "a.db") == [1, 2, 3])
        let entries = plan.entries()
        #expect(entries.map(\.number) == Array(1...entries.count))
        #expect(entries.allSatisfy { !$0.hasFailed })
        #expect(entries.contains { $0.call == .fdatasync && $0.file == "a.db-wal" })
        #expect(entries.contains { $0.call == .pwrite64 && $0.file == "a.db" })
    }

    @Test(
        "the call that is named fails, with the error that is named",
        arguments: [
            (FailingCalls.Call.fdatasync, POSIXErrorCode.EIO, "disk I/O error"),
            (.pwrite64, .EIO, "disk I/O error"), (.pwrite64, .ENOSPC, "full"),
        ])
    func fails(call: FailingCalls.Call, error: POSIXErrorCode, complaint: String) throws {
        let count = plan()
        _ = try sqlite(count, on: "a.db")
        let entries = count.entries()
        let lastWrite = try #require(
            entries.last { $0.call == .pwrite64 && $0.file == "a.db-wal" })
        let target = try #require(
            entries.first { $0.call == call && $0.number >= lastWrite.number })

        var failing = plan()
        (failing.first, failing.error) = (target.number, error)
        #expect(try sqlite(failing, on: "b.db").contains(complaint))
        let failed = failing.entries().filter(\.hasFailed)
        #expect(failed.map(\.number) == [target.number])
        #expect(failed.map(\.call) == [call])
        #expect(failed.map(\.file) == ["b.db-wal"])
        // What was written before its sync failed may be there all the same: the frame is whole.
        #expect(try rows(of: "b.db").starts(with: [1, 2]))
    }

    @Test("so many calls fail in a row as are asked for, then they go through again")
    func inARow() throws {
        var failing = plan(calls: [.write])
        (failing.first, failing.times, failing.error) = (2, 3, .ENOSPC)
        let file = folder.path("a file")
        let script = "for n in 1 2 3 4 5 6; do printf $n >> '\(file)'; done"
        let complaints = try complaints(failing, "/bin/sh", "-c", script)
        #expect(complaints.split(separator: "\n").count == 3)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "156")
        #expect(
            failing.entries().map(\.hasFailed) == [false, true, true, true, false, false])
        #expect(failing.entries().allSatisfy { $0.file == "a file" })
    }

    @Test("files outside of the folder and calls that are not named are left alone")
    func leftAlone() throws {
        var failing = plan()
        (failing.folder, failing.first, failing.times) = (outside.url, 1, 1000)
        failing.log = nil
        #expect(try sqlite(failing, on: "a.db").isEmpty)
        failing = plan(calls: [.fsync])
        (failing.first, failing.times) = (1, 1000)
        #expect(try sqlite(failing, on: "b.db").isEmpty)
        #expect(failing.entries().isEmpty)
    }
}
