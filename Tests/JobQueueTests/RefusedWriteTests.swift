import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import Model
import Synchronization
import Testing

@testable import JobQueue

/// One lane by itself, on a database that refuses some of its writes.
struct RefusedWriteTests {
    struct Handler: JobHandler {
        let kind = JobKind(name: "k", queue: "q", maxAttempts: 3)

        func run(_ job: Job, in context: JobContext) throws -> JobEnd { .completed() }
    }

    let database: TestDatabase
    let turns = QueueTurns()

    init() throws {
        database = try TestDatabase()
        try database.write { db in
            for _ in 0..<8 {
                _ = try JobTable(db).enqueue(
                    NewJob(kind: "k", queue: "q", maxAttempts: 3), now: .wednesday)
            }
        }
        turns.set(["q"])
    }

    func feed(
        batch: Int = 1, isStopping: @escaping @Sendable () -> Bool = { false },
        mayBegin: @escaping @Sendable () -> Bool = { true }
    ) -> JobFeed {
        let clock = StandingClock(at: .wednesday).clock
        let context = JobContext(
            clock: clock, ticks: database.ticks, isStopping: isStopping, wake: {},
            worker: "test", cancelRequests: CancelRequests())
        return JobFeed(
            JobFeed.Terms(
                setup: QueueSetup(name: "q", ahead: 8, batch: batch), turns: turns, alone: nil,
                lease: .seconds(900), handlers: ["k": Handler()],
                control: JobControl(lifecycles: [Handler()], logger: .silent), context: context,
                steady: clock, mayBegin: mayBegin, logger: .silent))
    }

    func refuse(_ condition: String) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE UPDATE ON job WHEN \(condition)
                    BEGIN SELECT RAISE(ABORT, 'not now'); END
                    """)
        }
    }

    func count(_ state: JobState) throws -> Int {
        try database.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM job WHERE state = ?", arguments: [state.rawValue])
                ?? 0
        }
    }

    @Test("a claim that is refused takes no place of a queue whose lanes are limited")
    func refusedClaim() throws {
        try database.write { try QueueTable($0).limit("q", lanes: 1) }
        try refuse("NEW.state = 'running'")
        let refused = feed()
        #expect(refused.next() == nil)
        #expect(refused.failure != nil)
        refused.close()
        try database.write { try $0.execute(sql: "DROP TRIGGER refuse") }
        let next = feed()
        #expect(next.next()?.id == 1)
        next.close()
    }

    @Test("claimed jobs that the database does not take back at once are given back later")
    func refusedReturn() throws {
        let database = database
        let feed = feed(isStopping: {
            // Asked between two tries.
            try? database.write { try $0.execute(sql: "DROP TRIGGER IF EXISTS refuse") }
            return false
        })
        #expect(feed.next()?.id == 1)
        try refuse("NEW.state = 'available'")
        feed.close()
        #expect(try count(.available) == 8)
        #expect(try count(.running) == 0)
    }

    @Test("when nothing may begin, the rest of a batch does not, though all that ended is written")
    func noRoomInBatch() throws {
        let mayBegin = Mutex(true)
        let feed = feed(batch: 8, mayBegin: { mayBegin.withLock { $0 } })
        let first = try #require(feed.next())
        mayBegin.withLock { $0 = false }
        // The ends of a batch wait for each other 50 ms at most.
        let began = ContinuousClock.now
        while ContinuousClock.now - began < .milliseconds(60) { _ = try count(.completed) }
        feed.finish(first, .completed())
        #expect(try count(.completed) == 1)
        #expect(feed.next() == nil)
        feed.close()
        #expect(try count(.available) == 7)
    }
}
