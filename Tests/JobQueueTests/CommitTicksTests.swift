import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import JobQueue
import Synchronization
import Testing

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
}
