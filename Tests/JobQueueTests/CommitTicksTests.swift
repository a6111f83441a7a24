import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@testable import JobQueue

struct CommitTicksTests {
    struct Refused: Error {}

    @Test("what many threads write at once is all there, and one that throws is undone alone")
    func sharedCommits() throws {
        let database = try TestDatabase()
        try database.write { try $0.execute(sql: "CREATE TABLE t (n INTEGER)") }
        let refused = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 400) { n in
            do {
                try database.write { db in
                    try db.execute(sql: "INSERT INTO t VALUES (?)", arguments: [n])
                    if n % 4 == 0 { throw Refused() }
                }
            } catch {
                refused.add(1, ordering: .relaxed)
            }
        }
        #expect(refused.load(ordering: .relaxed) == 100)
        #expect(
            try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t WHERE n % 4") }
                == 300)
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == 300)
    }

    @Test("the log is copied back before it grows without end")
    func checkpoint() throws {
        let database = try TestDatabase()
        try database.write { try $0.execute(sql: "CREATE TABLE t (x BLOB)") }
        for _ in 0..<40 {
            try database.write {
                try $0.execute(sql: "INSERT INTO t VALUES (zeroblob(500000))")
            }
        }
        let size = try FileManager.default.attributesOfItem(atPath: database.path + "-wal")[.size]
        #expect((size as? Int ?? .max) < 6 << 20)
    }

    @Test("a commit of another connection is noticed", .timeLimit(.minutes(1)))
    func foreignCommit() throws {
        let database = try TestDatabase()
        let noticed = DispatchSemaphore(value: 0)
        try database.write { _ in }
        database.ticks.onForeignCommit { noticed.signal() }
        let other = try DatabaseQueue(path: database.path)
        try other.write { try $0.execute(sql: "INSERT INTO job (kind) VALUES ('k')") }
        noticed.wait()
    }

    /// Runs `writes` as they gather while a tick is at work.
    ///
    /// - Returns: Which were committed, in their order.
    private func gather(
        _ ticks: CommitTicks, _ writes: [@Sendable (Database) throws -> Void]
    ) throws -> [Bool] {
        let committed = Mutex([Bool](repeating: false, count: writes.count))
        let ended = DispatchSemaphore(value: 0)
        try ticks.write { _ in
            for (number, body) in writes.enumerated() {
                ticks.submit(
                    TickWrite(body: body) { result in
                        committed.withLock { $0[number] = (try? result.get()) != nil }
                        ended.signal()
                    })
            }
        }
        for _ in writes { ended.wait() }
        return committed.withLock { $0 }
    }

    @Test("after five milliseconds of work no further write joins a transaction")
    func longWork() throws {
        let database = try TestDatabase()
        let commits = Atomic(0)
        let before = Mutex<[Int]>([])
        let write: @Sendable (Database) throws -> Void = { db in
            before.withLock { $0.append(commits.load(ordering: .relaxed)) }
            let end = DispatchTime.now() + .milliseconds(6)
            while DispatchTime.now() < end {}
            db.afterNextTransaction { _ in commits.add(1, ordering: .relaxed) }
        }
        #expect(try gather(database.ticks, [write, write, write]) == [true, true, true])
        #expect(before.withLock { $0 } == [0, 1, 2])
    }

    @Test("when the disk is full nobody is told that something is written that is not")
    func diskFull() throws {
        let database = try TestDatabase()
        try database.write { db in
            try db.execute(sql: "CREATE TABLE t (n INTEGER, x BLOB)")
            try db.execute(sql: "PRAGMA max_page_count = 100")
        }
        let sizes = [10, 1_000_000, 20]
        let writes = sizes.enumerated().map { number, size in
            { @Sendable (db: Database) throws -> Void in
                try db.execute(
                    sql: "INSERT INTO t VALUES (?, zeroblob(?))", arguments: [number, size])
            }
        }
        let committed = try gather(database.ticks, writes)
        let there = try database.read { try Int.fetchAll($0, sql: "SELECT n FROM t ORDER BY n") }
        #expect(committed.indices.filter { committed[$0] } == there)
        #expect(!there.contains(1))
        #expect(there.contains(2))
    }
}
