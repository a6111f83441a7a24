import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Synchronization
import Testing

/// The reserve with measurements that the test makes up; SmallDiskTests fills a real disk.
struct DiskReserveTests {
    /// Counts how often it was asked.
    final class Measured: Sendable {
        let free: Mutex<Int64?>
        let count = Atomic(0)

        init(_ free: Int64?) { self.free = Mutex(free) }

        var space: DiskSpace {
            DiskSpace { _ in
                self.count.add(1, ordering: .relaxed)
                return self.free.withLock { $0 }
            }
        }
    }

    static let megabyte: Int64 = 1 << 20

    let folder = TemporaryFolder()
    let time = SteppedTime()
    let log = RecordedLog()
    let measured = Measured(100 * megabyte)

    func reserve() -> DiskReserve {
        var limits = DiskReserve.Limits()
        (limits.ballast, limits.least, limits.enough) =
            (2 * Self.megabyte, 10 * Self.megabyte, 20 * Self.megabyte)
        return DiskReserve(
            database: folder.path("post.db"), limits: limits, space: measured.space,
            steady: time.now, logger: log.logger)
    }

    func ballast() throws -> (size: Int64, allocated: Int64, mode: Int) {
        var info = stat()
        try #require(stat(folder.path("post.db.reserve"), &info) == 0)
        return (Int64(info.st_size), Int64(info.st_blocks) * 512, Int(info.st_mode & 0o777))
    }

    @Test("where there is room the ballast is really allocated, and work may begin")
    func made() throws {
        #expect(reserve().mayBegin)
        let ballast = try ballast()
        #expect(ballast.size == 2 * Self.megabyte)
        #expect(ballast.allocated >= 2 * Self.megabyte)
        #expect(ballast.mode == 0o660)
        #expect(log.entries.isEmpty)
    }

    @Test("work stops below the least and goes on only when there is enough, each said once")
    func hysteresis() {
        let reserve = reserve()
        var answers: [Bool] = []
        for free in [12, 10, 9, 11, 19, 20, 11, 10, 9] {
            measured.free.withLock { $0 = Int64(free) * Self.megabyte }
            time.advance(by: .seconds(1))
            answers.append(reserve.mayBegin)
        }
        #expect(answers == [true, true, false, false, false, true, true, true, false])
        #expect(log.entries.map { $0.prefix(6) } == ["error:", "notice", "error:"])
    }

    @Test("the first ballast has to fit above the least")
    func firstBallast() {
        measured.free.withLock { $0 = 11 * Self.megabyte }
        #expect(!reserve().mayBegin)
        #expect(!FileManager.default.fileExists(atPath: folder.path("post.db.reserve")))
    }

    @Test("the disk is looked at once a second, however often somebody asks")
    func measuresSeldom() {
        let reserve = reserve()
        for _ in 0..<1000 { _ = reserve.mayBegin }
        #expect(measured.count.load(ordering: .relaxed) == 1)
        time.advance(by: .milliseconds(999))
        _ = reserve.mayBegin
        #expect(measured.count.load(ordering: .relaxed) == 1)
        time.advance(by: .milliseconds(1))
        _ = reserve.mayBegin
        #expect(measured.count.load(ordering: .relaxed) == 2)
    }

    @Test("where room cannot be measured, the last answer stands", arguments: [true, false])
    func unmeasurable(was: Bool) {
        let reserve = reserve()
        measured.free.withLock { $0 = was ? 100 * Self.megabyte : 0 }
        #expect(reserve.mayBegin == was)
        measured.free.withLock { $0 = nil }
        time.advance(by: .seconds(1))
        #expect(reserve.mayBegin == was)
    }

    @Test("a ballast that somebody deleted is made again")
    func deleted() throws {
        let reserve = reserve()
        #expect(reserve.mayBegin)
        try FileManager.default.removeItem(atPath: folder.path("post.db.reserve"))
        time.advance(by: .seconds(1))
        #expect(reserve.mayBegin)
        #expect(try ballast().size == 2 * Self.megabyte)
    }

    @Test("where no ballast can be made nothing begins")
    func noBallast() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("post.db.reserve"), withIntermediateDirectories: false)
        #expect(!reserve().mayBegin)
    }

    /// Ticks whose database may not grow: SQLite says `SQLITE_FULL`, as on a full disk, until the limit is lifted.
    func fullTicks(_ reserve: DiskReserve) throws -> (TestDatabase, CommitTicks) {
        let database = try TestDatabase(in: folder)
        try database.file.writer.writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE t (x BLOB)")
            try db.execute(sql: "PRAGMA max_page_count = 1")
        }
        return (database, CommitTicks(database.file, reserve: reserve, logger: .silent))
    }

    @Test("a repeatable write that finds no room is made once more, after the ballast is given up")
    func repeats() throws {
        let reserve = reserve()
        #expect(reserve.mayBegin)
        let (_, ticks) = try fullTicks(reserve)
        let runs = Atomic(0)
        let written = try ticks.write(repeatable: true) { db in
            if runs.add(1, ordering: .relaxed).newValue == 2 {
                try db.execute(sql: "PRAGMA max_page_count = 1000000")
            }
            try db.execute(sql: "INSERT INTO t VALUES (zeroblob(100000))")
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
        }
        #expect(written == 1)
        #expect(runs.load(ordering: .relaxed) == 2)
        #expect(try ballast().size == 0)
        #expect(!reserve.mayBegin)
        time.advance(by: .seconds(1))
        #expect(reserve.mayBegin)
        #expect(try ballast().size == 2 * Self.megabyte)
    }

    @Test("a write that is not repeatable fails, and leaves room for the next")
    func notRepeatable() throws {
        let reserve = reserve()
        #expect(reserve.mayBegin)
        let (database, ticks) = try fullTicks(reserve)
        let runs = Atomic(0)
        #expect(throws: DatabaseError.self) {
            try ticks.write { db in
                runs.add(1, ordering: .relaxed)
                try db.execute(sql: "INSERT INTO t VALUES (zeroblob(100000))")
            }
        }
        #expect(runs.load(ordering: .relaxed) == 1)
        #expect(try ballast().size == 0)
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == 0)
    }

    @Test("other errors leave the ballast alone and are not tried again")
    func otherErrors() throws {
        let reserve = reserve()
        #expect(reserve.mayBegin)
        let (_, ticks) = try fullTicks(reserve)
        let runs = Atomic(0)
        #expect(throws: DatabaseError.self) {
            try ticks.write(repeatable: true) { db in
                runs.add(1, ordering: .relaxed)
                try db.execute(sql: "INSERT INTO nowhere VALUES (1)")
            }
        }
        #expect(runs.load(ordering: .relaxed) == 1)
        #expect(try ballast().size == 2 * Self.megabyte)
    }
}
