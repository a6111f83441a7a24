import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Synchronization
import Testing

struct StoreHealthTests {
    let database: TestDatabase
    let clock = StandingClock(at: .wednesday)
    let log = RecordedLog()
    let watch: StoreWatch
    let ticks: CommitTicks

    init() throws {
        database = try TestDatabase()
        watch = StoreWatch(clock: clock.clock, logger: log.logger)
        ticks = CommitTicks(database.file, watch: watch, logger: log.logger)
        try ticks.write { try $0.execute(sql: "CREATE TABLE filling (x BLOB)") }
    }

    func record(at now: Date) throws {
        let watch = watch
        try ticks.write { try watch.record(now: now, in: $0) }
    }

    func written() throws -> DaemonHealth? {
        try database.read { try StoreHealthTable($0).read() }
    }

    /// Commits `megabytes`, so that the log is due for a checkpoint, and lets the last checkpoint end: it comes after
    /// its commit and before the next.
    func fill(megabytes: Int) throws {
        for _ in 0..<megabytes {
            try ticks.write {
                try $0.execute(sql: "INSERT INTO filling VALUES (zeroblob(1048576))")
            }
        }
        try ticks.write { _ in }
    }

    @Test("another process reads sizes from the files and the rest from the daemon's row")
    func anotherProcess() throws {
        try fill(megabytes: 6)
        let before = try database.file.reader().read {
            try StoreHealth(path: database.path, space: DiskSpace { _ in 1234 }, $0)
        }
        #expect(before.daemon == nil)
        #expect(before.databaseBytes >= 4 << 20)
        #expect(before.pageBytes == 4096)
        #expect(before.pages > 1000)
        #expect(before.freePages == 0)
        #expect(before.reserveBytes == 0)
        #expect(before.diskFree == 1234)
        try ticks.write { try $0.execute(sql: "DELETE FROM filling") }
        try record(at: .wednesday)
        let after = try database.file.reader().read { try StoreHealth(path: database.path, $0) }
        #expect(after.freePages > 1000)
        #expect(after.walBytes > 0)
        #expect(after.diskFree.map { $0 > 0 } == true)
        #expect(after.daemon?.writtenAt == .wednesday)
        #expect(after.daemon?.mayBegin == true)
        #expect(after.daemon?.walPagesCopied == after.daemon?.walPages)
    }

    @Test("the row is written once a minute, and when a clock was set back")
    func onceAMinute() throws {
        var times: [TimeInterval] = []
        for seconds in [0.0, 1, 59, 60, 61, 119, 121, 50, 51] {
            try record(at: .wednesday + seconds)
            times.append(try #require(try written()).writtenAt.timeIntervalSince(.wednesday))
        }
        #expect(times == [0, 0, 0, 60, 60, 60, 121, 50, 50])
    }

    @Test("what a check found stays over a restart until there is a newer result")
    func checkStays() throws {
        DamageCheck(database.file, watch: watch, logger: .silent).runOnce(now: .wednesday)
        try record(at: .wednesday)
        let restarted = StoreWatch(clock: clock.clock, logger: log.logger)
        try ticks.write { try restarted.record(now: .wednesday + 100, in: $0) }
        #expect(try written()?.checkedAt == .wednesday)
        #expect(try written()?.writtenAt == .wednesday + 100)
    }

    @Test("a reader that keeps the log from being emptied is noticed, and warned of once")
    func heldLog() throws {
        let reader = try database.file.reader()
        let watch = watch
        try reader.unsafeRead { db in
            // A read transaction that somebody forgot.
            try db.execute(sql: "BEGIN; SELECT count(*) FROM job")
            try fill(megabytes: 6)
            try record(at: .wednesday)
            #expect(try written()?.walHeldSince == .wednesday)
            #expect(log.warnings.isEmpty)

            clock.set(to: .wednesday + 299)
            try fill(megabytes: 1)
            #expect(log.warnings.isEmpty)
            clock.set(to: .wednesday + 300)
            try fill(megabytes: 3)
            #expect(log.warnings.count == 1)
            #expect(log.warnings.first?.contains("keeps a read open") == true)
            try db.execute(sql: "COMMIT")
        }
        try fill(megabytes: 1)
        #expect(log.notices.count == 1)
        // That matters: it is written before the minute is over.
        try ticks.write { try watch.record(now: .wednesday + 1, in: $0) }
        let health = try #require(try written())
        #expect(health.walHeldSince == nil)
        #expect(health.writtenAt == .wednesday + 1)
        #expect(log.warnings.count == 1)
    }

    @Test("whether work may begin is written as soon as it changes")
    func mayBegin() throws {
        let free = Mutex<Int64>(1 << 40)
        let time = SteppedTime()
        let reserve = DiskReserve(
            database: database.path, space: DiskSpace { _ in free.withLock { $0 } },
            steady: time.now, logger: .silent)
        let watch = StoreWatch(clock: clock.clock, reserve: reserve, logger: log.logger)
        try ticks.write { try watch.record(now: .wednesday, in: $0) }
        #expect(try written()?.mayBegin == true)
        free.withLock { $0 = 0 }
        time.advance(by: .seconds(1))
        try ticks.write { try watch.record(now: .wednesday + 1, in: $0) }
        #expect(try written()?.mayBegin == false)
    }

    @Test("a lock that another program holds for long is an error then, and nothing is lost")
    func locked() throws {
        let other = try DatabaseQueue(path: database.path)
        let ticks = ticks
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            let error = #expect(throws: DatabaseError.self) {
                try ticks.write { try $0.execute(sql: "INSERT INTO filling VALUES (1)") }
            }
            #expect(error?.resultCode == .SQLITE_BUSY)
            try db.execute(sql: "COMMIT")
        }
        #expect(log.warnings.count == 1)
        try ticks.write { try $0.execute(sql: "INSERT INTO filling VALUES (2)") }
        try record(at: .wednesday)
        #expect(try written().map { $0.longestCommit > 2000 } == true)
        #expect(try database.read { try Int.fetchAll($0, sql: "SELECT x FROM filling") } == [2])
    }

    @Test("free pages are given back in small slices until a quarter is left")
    func freePages() throws {
        try fill(megabytes: 40)
        try ticks.write { try $0.execute(sql: "DELETE FROM filling WHERE rowid % 2") }
        var freePages = FreePages()
        freePages.slice = 100
        let duty = freePages
        var calls = 1
        while try ticks.write({ try duty.runOnce($0) }) { calls += 1 }
        let health = try database.read { try StoreHealth(path: database.path, $0) }
        #expect(Double(health.freePages) <= 0.25 * Double(health.pages))
        #expect(health.pages < 8000)
        #expect((20...80).contains(calls))
        #expect(try ticks.write { try duty.runOnce($0) } == false)
        #expect(
            try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM filling") } == 20)
    }

    @Test("few free pages are left alone")
    func fewFreePages() throws {
        try fill(megabytes: 3)
        try ticks.write { try $0.execute(sql: "DELETE FROM filling") }
        let before = try database.read { try StoreHealth(path: database.path, $0) }
        #expect(before.freePages > 700)
        #expect(try ticks.write { try FreePages().runOnce($0) } == false)
        let after = try database.read { try StoreHealth(path: database.path, $0) }
        #expect(after.pages == before.pages)
    }
}
