import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Synchronization
import Testing

@testable import JobQueue

/// Batches, and what a lane does when the database refuses.
struct JobFeedTests {
    /// Counts what was run, and does what its closure says.
    final class Counter: JobHandler {
        let kind = JobKind(name: "k", queue: "q", maxAttempts: 3)
        let runs = Mutex<[Int64]>([])
        let work: @Sendable (Job, JobContext) throws -> JobEnd

        init(_ work: @escaping @Sendable (Job, JobContext) throws -> JobEnd) { self.work = work }

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            runs.withLock { $0.append(job.id) }
            return try work(job, context)
        }
    }

    let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        try database.write { db in
            for _ in 0..<100 {
                _ = try JobTable(db).enqueue(
                    NewJob(kind: "k", queue: "q", maxAttempts: 3), now: .wednesday)
            }
        }
    }

    func dispatcher(_ handler: Counter, lanes: Int, ahead: Int, batch: Int) throws -> Dispatcher {
        let setup = QueueSetup(name: "q", lanes: lanes, ahead: ahead, batch: batch)
        let dispatcher = Dispatcher(
            ticks: database.ticks, clock: StandingClock(at: .wednesday).clock,
            duties: Duties(lifecycles: [handler], queues: [setup], calendar: .amsterdam),
            worker: "test", logger: .silent)
        try dispatcher.prepare()
        return dispatcher
    }

    func count(_ condition: String) throws -> Int {
        try database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM job WHERE \(condition)") ?? 0
        }
    }

    @Test(
        "in batches too each job runs once and ends as its work says",
        arguments: [(1, 16, 16), (3, 16, 5), (2, 4, 4), (1, 1, 1)])
    func batches(lanes: Int, ahead: Int, batch: Int) throws {
        let handler = Counter { job, _ in
            job.id % 10 == 0 ? .discarded(reason: "tenth") : .completed()
        }
        _ = try dispatcher(handler, lanes: lanes, ahead: ahead, batch: batch).drain()
        #expect(handler.runs.withLock { $0.sorted() } == Array(1...100))
        #expect(try count("state = 'completed'") == 90)
        #expect(try count("state = 'discarded'") == 10)
    }

    @Test("stopped in the middle of a batch, what was done is written down and the rest given back")
    func stopInBatch() throws {
        let (reached, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let handler = Counter { job, _ in
            if job.id == 5 {
                reached.signal()
                go.wait()
            }
            return .completed()
        }
        let dispatcher = try dispatcher(handler, lanes: 1, ahead: 16, batch: 16)
        dispatcher.start()
        reached.wait()
        let stopping = DispatchQueue(label: "stop")
        let stopped = DispatchSemaphore(value: 0)
        stopping.async {
            dispatcher.stop(grace: .seconds(30))
            stopped.signal()
        }
        while !dispatcher.context.isStopping() { try database.write { _ in } }
        go.signal()
        stopped.wait()
        #expect(try count("state = 'completed'") == 5)
        #expect(try count("state = 'available' AND attempt = 0 AND started_at IS NULL") == 95)
    }

    @Test("what keeps the next job from beginning does not keep this one from ending")
    func refusedBeginning() throws {
        let handler = Counter { job, context in
            if job.id == 1 {
                try context.ticks.write { db in
                    try db.execute(
                        sql: """
                            CREATE TRIGGER no_start BEFORE UPDATE OF started_at ON job
                            WHEN NEW.state = 'running' BEGIN SELECT RAISE(ABORT, 'not now'); END
                            """)
                }
            }
            return .completed()
        }
        let closed = try dispatcher(handler, lanes: 1, ahead: 1, batch: 1).drain()
        #expect(closed.keys.sorted() == ["q"])
        #expect(try count("state = 'completed'") == 1)
        #expect(try count("state = 'running'") == 0)
    }
}
