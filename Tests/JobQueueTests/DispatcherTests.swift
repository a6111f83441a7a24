import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import JobQueue
import Synchronization
import Testing

/// The dispatcher on a real database with a clock that stands still.
struct DispatcherTests {
    /// Does what its closure says and remembers the args it saw.
    final class Recorder: JobHandler {
        let kind: JobKind
        let seen = Mutex<[String]>([])
        let gaveUp = Mutex<[String]>([])
        let work: @Sendable (Job, JobContext) throws -> JobEnd

        init(
            _ kind: JobKind,
            work: @escaping @Sendable (Job, JobContext) throws -> JobEnd = { _, _ in .completed() }
        ) {
            self.kind = kind
            self.work = work
        }

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            seen.withLock { $0.append(job.args) }
            return try work(job, context)
        }

        func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {
            gaveUp.withLock { $0.append(loss.reason) }
        }
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String { "it failed" }
    }

    let database: TestDatabase
    let clock = StandingClock(at: .wednesday)

    init() throws {
        database = try TestDatabase()
    }

    func dispatcher(
        _ handlers: [any JobHandler], queues: [QueueSetup] = [QueueSetup(name: "q", lanes: 4)],
        schedules: [Schedule] = []
    ) throws -> Dispatcher {
        let dispatcher = Dispatcher(
            ticks: database.ticks, clock: clock.clock,
            duties: Duties(
                lifecycles: handlers, queues: queues, schedules: schedules, calendar: .amsterdam),
            worker: "test", logger: .silent)
        try dispatcher.prepare()
        return dispatcher
    }

    func states() throws -> [String: Int] {
        let rows = try database.read {
            try Row.fetchAll($0, sql: "SELECT state, count(*) FROM job GROUP BY state")
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    func insert(_ count: Int, kind: String = "k") throws {
        try database.write { db in
            for n in 0..<count {
                try db.execute(
                    sql: "INSERT INTO job (kind, args) VALUES (?, json_object('n', ?))",
                    arguments: [kind, n])
            }
        }
    }

    @Test("draining does each due job once, whatever their number")
    func drains() throws {
        try insert(1234)
        let recorder = Recorder(JobKind(name: "k", queue: "q"))
        #expect(try dispatcher([recorder]).drain().isEmpty)
        #expect(try states() == ["completed": 1234])
        #expect(Set(recorder.seen.withLock { $0 }).count == 1234)
        #expect(recorder.seen.withLock { $0 }.count == 1234)
    }

    @Test("a failed job waits for its time, and what it waits for is the next due instant")
    func retries() throws {
        try insert(1)
        let recorder = Recorder(JobKind(name: "k", queue: "q", maxAttempts: 2)) { _, _ in
            throw Failure()
        }
        let dispatcher = try dispatcher([recorder])
        #expect(try dispatcher.drain().isEmpty)
        #expect(try states() == ["retryable": 1])
        let next = try #require(try dispatcher.nextDue())
        #expect((13.4...16.6).contains(next.timeIntervalSince(.wednesday)))
        clock.set(to: next)
        _ = try dispatcher.drain()
        #expect(try states() == ["discarded": 1])
        #expect(recorder.gaveUp.withLock { $0 } == ["it failed"])
    }

    @Test("an expired job is not run: it is discarded, and its kind is told in the same commit")
    func expires() throws {
        try database.write { db in
            _ = try JobTable(db).enqueue(
                NewJob(kind: "k", queue: "q", expiresAt: .wednesday - 1, maxAttempts: 1),
                now: .wednesday - 60)
            _ = try JobTable(db).enqueue(
                NewJob(kind: "k", queue: "q", expiresAt: .wednesday, maxAttempts: 1),
                now: .wednesday - 60)
        }
        let recorder = Recorder(JobKind(name: "k", queue: "q"))
        _ = try dispatcher([recorder]).drain()
        #expect(try states() == ["discarded": 1, "completed": 1])
        #expect(recorder.gaveUp.withLock { $0 } == ["expired"])
    }

    @Test("jobs that a job enqueues run in the same drain")
    func chains() throws {
        try insert(1)
        let child = Recorder(JobKind(name: "child", queue: "children"))
        let parent = Recorder(JobKind(name: "k", queue: "q")) { _, context in
            try context.ticks.write { db in
                for _ in 0..<50 {
                    _ = try JobTable(db).enqueue(NewJob(kind: "child"), now: .wednesday)
                }
            }
            return .completed()
        }
        let queues = [QueueSetup(name: "q"), QueueSetup(name: "children", lanes: 3, ahead: 4)]
        _ = try dispatcher([parent, child], queues: queues).drain()
        #expect(try states() == ["completed": 51])
    }

    @Test("a schedule fires when it is first seen and then in its interval, once per occurrence")
    func schedules() throws {
        let schedule = Schedule(
            name: "tick", kind: "k", rule: .every(.seconds(300)), zone: "Europe/Amsterdam",
            maxAge: .seconds(3600))
        let recorder = Recorder(JobKind(name: "k", queue: "q"))
        let dispatcher = try dispatcher([recorder], schedules: [schedule])
        for (second, runs) in [(0.0, 1), (0, 1), (299, 1), (300, 2), (1500, 3)] {
            clock.set(to: .wednesday + second)
            _ = try dispatcher.drain()
            #expect(recorder.seen.withLock { $0.count } == runs, "at \(second) s")
        }
        let skipped = try database.read {
            try Int.fetchOne($0, sql: "SELECT sum(count) FROM occurrence WHERE outcome = 'skipped'")
        }
        #expect(skipped == 3)
        #expect(try dispatcher.nextDue() == .wednesday + 1800)
    }

    /// A row that other programs may insert, and that nobody would.
    static let oddRows = [
        "(kind, scheduled_at) VALUES ('k', 99999999999999)",
        "(kind, scheduled_at) VALUES ('k', 100000000000)",
        "(kind, expires_at) VALUES ('k', 100000000000)",
        "(kind, attempt) VALUES ('k', 1000000)",
        "(kind, attempt, max_attempts) VALUES ('k', 1000000, 1)",
        "(kind, state, worker, lease_ends_at) VALUES ('k', 'running', 'x', 100000000000)",
        "(kind, state, worker, lease_ends_at) VALUES ('k', 'running', 'x', 99999999999999)",
        "(kind, state, finalized_at, errors) VALUES ('k', 'discarded', 1774500000000, '[{\"error\":5}]')",
        "(kind, errors) VALUES ('k', '[1,null,{}]')", "(kind, queue) VALUES ('unknown', 'q')",
        "(kind, queue) VALUES ('k', 'held')", "(kind, priority) VALUES ('k', 0)",
        "(kind, args) VALUES ('k', '{\"x\":\"' || char(0) || '\"}')", "(kind) VALUES ('ünïcode')",
    ]

    @Test("no row that the table takes stops the others, a start or a list", arguments: oddRows)
    func oddRow(values: String) throws {
        let recorder = Recorder(JobKind(name: "k", queue: "q", lifetime: .seconds(3600)))
        // Refused at INSERT is as good.
        try? database.write { try $0.execute(sql: "INSERT INTO job \(values)") }
        try insert(3)
        for hour in 0..<3 {
            clock.set(to: .wednesday + Double(hour) * 3600)
            #expect(try dispatcher([recorder]).drain().isEmpty)
        }
        let done = try database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM job WHERE state = 'completed'")
        }
        #expect((3...4).contains(done ?? 0))
        #expect(try database.read { try JobTable($0).list(JobFilter()) }.count >= 3)
    }

    @Test("a job in the queue of another kind finds its way")
    func wrongQueue() throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO job (kind, queue, scheduled_at)
                    VALUES ('other', 'q', 1774000000000), ('k', 'r', 1774000000000)
                    """)
        }
        let handlers = [
            Recorder(JobKind(name: "k", queue: "q")), Recorder(JobKind(name: "other", queue: "r")),
        ]
        _ = try dispatcher(handlers, queues: [QueueSetup(name: "q"), QueueSetup(name: "r")]).drain()
        #expect(try states() == ["completed": 2])
        #expect(handlers.map { $0.seen.withLock { $0.count } } == [1, 1])
    }

    @Test("a claim that the database refuses closes the queue for a while, and nothing spins")
    func refusedClaim() throws {
        try insert(3)
        try insert(2, kind: "other")
        try database.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER no_claim BEFORE UPDATE OF worker ON job WHEN NEW.kind = 'k'
                        AND NEW.state = 'running' BEGIN SELECT RAISE(ABORT, 'not now'); END
                    """)
        }
        let handlers = [
            Recorder(JobKind(name: "k", queue: "q")), Recorder(JobKind(name: "other", queue: "r")),
        ]
        let dispatcher = try dispatcher(
            handlers, queues: [QueueSetup(name: "q"), QueueSetup(name: "r")])
        let closed = try dispatcher.drain()
        #expect(closed.keys.sorted() == ["q"])
        #expect(closed["q"]?.contains("not now") == true)
        #expect(try states() == ["available": 3, "completed": 2])
    }

    @Test("a kind that fails over the end of its jobs does not keep them from ending")
    func failingHook() throws {
        final class Clumsy: JobHandler {
            let kind = JobKind(name: "k", queue: "q", maxAttempts: 1)
            func run(_ job: Job, in context: JobContext) throws -> JobEnd { throw Failure() }
            func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {
                throw Failure()
            }
            func rescued(_ job: Job, now: Date, in db: Database) throws { throw Failure() }
        }
        try insert(2)
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO job (kind, queue, expires_at) VALUES ('k', 'q', 1774000000000);
                    INSERT INTO job (kind, queue, state, worker, lease_ends_at, started_at, attempt,
                        scheduled_at)
                    VALUES ('k', 'q', 'running', 'dead', 1774000000000, 1774000000000, 1,
                        1774000000000)
                    """)
        }
        #expect(try dispatcher([Clumsy()]).drain().isEmpty)
        #expect(try states() == ["discarded": 4])
    }

    @Test("a queue that was closed and has nothing left is no reason to come back")
    func closedAndEmpty() throws {
        struct Closing: LaneWorker {
            func work(_ feed: JobFeed) -> LaneEnd {
                while let job = feed.next() { feed.finish(job, .completed()) }
                return .closed(wait: .seconds(3600), reason: "421 at the end")
            }
        }
        try insert(3)
        let recorder = Recorder(JobKind(name: "k", queue: "q"))
        let queues = [QueueSetup(name: "q", ahead: 16, worker: Closing())]
        #expect(try dispatcher([recorder], queues: queues).drain().isEmpty)
        #expect(try states() == ["completed": 3])
    }

    @Test("a running daemon takes in what another process inserts", .timeLimit(.minutes(1)))
    func foreignInsert() throws {
        let done = DispatchSemaphore(value: 0)
        let recorder = Recorder(JobKind(name: "k", queue: "q")) { _, _ in
            done.signal()
            return .completed()
        }
        let dispatcher = try dispatcher([recorder])
        dispatcher.start()
        var patient = Configuration()
        patient.busyMode = .timeout(10)
        let other = try DatabaseQueue(path: database.path, configuration: patient)
        try other.write { try $0.execute(sql: "INSERT INTO job (kind) VALUES ('k')") }
        done.wait()
        #expect(dispatcher.stop(grace: .seconds(10)))
    }

    @Test(
        "stopping lets the running job end and leaves the others claimable", .timeLimit(.minutes(1))
    )
    func stops() throws {
        try insert(40)
        let began = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        let recorder = Recorder(JobKind(name: "k", queue: "q")) { _, _ in
            began.signal()
            mayEnd.wait()
            return .completed()
        }
        let dispatcher = try dispatcher(
            [recorder], queues: [QueueSetup(name: "q", lanes: 1, ahead: 16)])
        dispatcher.start()
        began.wait()
        DispatchQueue(label: "stops").async { mayEnd.signal() }
        #expect(dispatcher.stop(grace: .seconds(20)))
        #expect(try states()["running"] == nil)
        #expect(try states()["completed"] == 1)
        let attempts = try database.read {
            try Int.fetchOne($0, sql: "SELECT max(attempt) FROM job WHERE state = 'available'")
        }
        #expect(attempts == 0)
    }

    @Test("a closed queue keeps its jobs, says why, and does not stop the others")
    func closedQueue() throws {
        struct Closed: LaneWorker {
            func work(_ feed: JobFeed) -> LaneEnd {
                .closed(wait: .seconds(3600), reason: "the relay sleeps")
            }
        }
        try insert(3)
        try insert(2, kind: "other")
        let queues = [
            QueueSetup(name: "q", worker: Closed()), QueueSetup(name: "r", lanes: 2),
        ]
        let handlers = [
            Recorder(JobKind(name: "k", queue: "q")), Recorder(JobKind(name: "other", queue: "r")),
        ]
        let dispatcher = try dispatcher(handlers, queues: queues)
        #expect(try dispatcher.drain() == ["q": "the relay sleeps"])
        #expect(try states() == ["available": 3, "completed": 2])
    }
}
