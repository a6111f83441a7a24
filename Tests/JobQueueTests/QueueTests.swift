import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import Model
import Synchronization
import Testing

@testable import JobQueue

/// Pauses, rates, branches and capacities, through the dispatcher.
struct QueueTests {
    /// Remembers in which order it saw which jobs.
    final class Recorder: JobHandler {
        let kind: JobKind
        let seen = Mutex<[Job]>([])
        let work: @Sendable (Job, JobContext) throws -> JobEnd

        init(
            _ kind: JobKind = JobKind(name: "k", queue: "q", maxAttempts: 3),
            work: @escaping @Sendable (Job, JobContext) throws -> JobEnd = { _, _ in .completed() }
        ) {
            self.kind = kind
            self.work = work
        }

        var queues: [String] { seen.withLock { $0.map(\.queue) } }

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            seen.withLock { $0.append(job) }
            return try work(job, context)
        }
    }

    let database: TestDatabase
    let clock = StandingClock(at: .wednesday)
    let steady = StandingClock(at: .wednesday)
    let recorder = Recorder()

    init() throws {
        database = try TestDatabase()
    }

    func dispatcher(
        _ handler: Recorder? = nil, lanes: Int = 1, ahead: Int = 1, steady: WallClock? = nil,
        guards: Dispatcher.Guards = .init()
    ) throws -> Dispatcher {
        let dispatcher = Dispatcher(
            ticks: database.ticks, clock: clock.clock, steady: steady ?? self.steady.clock,
            duties: Duties(
                lifecycles: [handler ?? recorder],
                queues: [QueueSetup(name: "q", lanes: lanes, ahead: ahead)], calendar: .amsterdam),
            guards: guards, worker: "test", logger: .silent)
        try dispatcher.prepare()
        return dispatcher
    }

    func enqueue(_ count: Int, in queue: String = "q", priority: Int = 2) throws {
        try database.write { db in
            for _ in 0..<count {
                _ = try JobTable(db).enqueue(
                    NewJob(kind: "k", queue: queue, priority: priority, maxAttempts: 3),
                    now: .wednesday)
            }
        }
    }

    func completed() throws -> Int {
        try database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM job WHERE state = 'completed'") ?? 0
        }
    }

    // MARK: Pausing

    @Test("nothing of a paused queue begins, over a restart too, until it is resumed")
    func pause() throws {
        try enqueue(3)
        try database.write {
            try QueueTable($0).pause("q", because: "a relay moves", now: .wednesday)
        }
        for _ in 0..<2 {
            #expect(try dispatcher().drain() == ["q": "paused: a relay moves"])
        }
        #expect(try completed() == 0)
        #expect(try database.write { try QueueTable($0).resume("q") })
        #expect(try dispatcher().drain().isEmpty)
        #expect(try completed() == 3)
    }

    @Test(
        "a second pause keeps the reason of the first unless it has one; a resumed queue has none",
        arguments: [("", "paused: a relay moves"), ("a copy", "paused: a copy")])
    func pauseAgain(second: String, expected: String) throws {
        try enqueue(1)
        try database.write { db in
            try QueueTable(db).pause("q", because: "a relay moves", now: .wednesday)
            try QueueTable(db).pause("q", because: second, now: .wednesday)
        }
        #expect(try dispatcher().drain() == ["q": expected])
        try database.write { db in
            _ = try QueueTable(db).resume("q")
            try QueueTable(db).pause("q", because: "", now: .wednesday)
        }
        #expect(try dispatcher().drain() == ["q": "paused"])
    }

    @Test("a pause in the middle keeps the next job from beginning")
    func pauseInTheMiddle() throws {
        try enqueue(5)
        let handler = Recorder { job, context in
            try context.ticks.write {
                try QueueTable($0).pause("q", because: "", now: .wednesday)
            }
            return .completed()
        }
        #expect(try dispatcher(handler).drain() == ["q": "paused"])
        #expect(try completed() == 1)
    }

    @Test("pausing a queue pauses its branches; pausing a branch pauses no other")
    func branches() throws {
        for queue in ["q", "q/a", "q/b"] { try enqueue(2, in: queue) }
        try database.write { try QueueTable($0).pause("q/a", because: "", now: .wednesday) }
        #expect(try dispatcher().drain() == ["q/a": "paused"])
        #expect(Set(recorder.queues) == ["q", "q/b"])
        try database.write { try QueueTable($0).pause("q", because: "", now: .wednesday) }
        try enqueue(1, in: "q/b")
        #expect(try dispatcher().drain() == ["q/a": "paused", "q/b": "paused"])
        #expect(try completed() == 4)
    }

    // MARK: Taking turns

    @Test("a flood in one branch does not keep the others from their turn")
    func fairness() throws {
        try enqueue(100, in: "q/flood")
        try enqueue(3, in: "q/small")
        _ = try dispatcher().drain()
        let last = try #require(recorder.queues.lastIndex(of: "q/small"))
        #expect(last <= 7, "three of the first eight")
        #expect(try completed() == 103)
    }

    @Test("a branch that is limited to one lane never has two jobs in hand")
    func lanes() throws {
        try enqueue(30, in: "q/slow")
        try enqueue(30, in: "q/fast")
        try database.write { try QueueTable($0).limit("q/slow", lanes: 1) }
        let inHand = Mutex((now: 0, most: 0))
        let handler = Recorder { job, context in
            guard job.queue == "q/slow" else { return .completed() }
            inHand.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            try context.ticks.write { _ in }
            inHand.withLock { $0.now -= 1 }
            return .completed()
        }
        _ = try dispatcher(handler, lanes: 4).drain()
        #expect(inHand.withLock { $0.most } == 1)
        #expect(try completed() == 60)
    }

    // MARK: Rates

    @Test(
        "a rate lets a burst through at once, the rest when it is earned, and is kept in the database"
    )
    func rate() throws {
        try enqueue(5)
        try database.write {
            try QueueTable($0).limit("q", to: RateLimit(perSecond: 0.001, burst: 2))
        }
        let ran = DispatchSemaphore(value: 0)
        let handler = Recorder { _, _ in
            ran.signal()
            return .completed()
        }
        let dispatcher = try dispatcher(handler, ahead: 16)
        dispatcher.start()
        for _ in 0..<2 { ran.wait() }
        dispatcher.stop(grace: .seconds(10))
        #expect(try completed() == 2)
        let wait = try database.read { try QueueTable($0).wait(of: "q", now: .wednesday) }
        #expect(wait == .seconds(1000))
    }

    @Test("draining waits for what a rate lets through later")
    func drainWithRate() throws {
        try enqueue(20)
        try database.write { try QueueTable($0).limit("q", to: RateLimit(perSecond: 500)) }
        #expect(try dispatcher(steady: .steady).drain().isEmpty)
        #expect(try completed() == 20)
    }

    // MARK: Capacity

    @Test("a full queue answers every producer, and has room again when a tenth is done")
    func capacity() throws {
        try enqueue(10)
        try database.write {
            try QueueTable($0).limit("q", capacity: 10)
            try QueueTable($0).know([JobKind(name: "k", queue: "q")])
            try QueueTable($0).noticeFullness(now: .wednesday)
        }
        #expect(throws: QueueFull(kind: "k")) { try enqueue(1) }
        let refusal = #expect(throws: DatabaseError.self) {
            try database.write { try $0.execute(sql: "INSERT INTO job (kind) VALUES ('k')") }
        }
        #expect(refusal?.message == "the queue is full: try again later")
        try database.write { try $0.execute(sql: "INSERT INTO job (kind) VALUES ('other')") }
        try database.write { db in
            try db.execute(sql: "DELETE FROM job WHERE id = 1")
            try QueueTable(db).noticeFullness(now: .wednesday)
        }
        try enqueue(1)
        #expect(try database.read { try QueueTable($0).find("q")?.fullAt } == nil)
    }

    // MARK: Suspects

    /// As a process leaves them that died over them.
    func leaveBegun(_ ids: ClosedRange<Int>) throws {
        try database.write { db in
            for _ in ids {
                try db.execute(
                    sql: """
                        INSERT INTO job (kind, queue, state, worker, lease_ends_at, started_at, attempt,
                            max_attempts, scheduled_at)
                        VALUES ('k', 'q', 'running', 'dead', ?1 + 1, ?1, 1, 3, ?1)
                        """, arguments: [Date.wednesday.unixMilliseconds])
            }
        }
    }

    @Test("jobs that were begun when the process died run one by one before the others")
    func suspects() throws {
        try leaveBegun(1...3)
        try enqueue(20, priority: 0)
        let alone = Mutex<[Int64?]>([])
        var guards = Dispatcher.Guards()
        guards.runsAlone = { id in alone.withLock { $0.append(id) } }
        let beside = Mutex<[Int64: Int64?]>([:])
        let handler = Recorder { job, _ in
            beside.withLock { $0[job.id] = alone.withLock { $0.last ?? nil } }
            return .completed()
        }
        _ = try dispatcher(handler, lanes: 4, ahead: 4, guards: guards).drain()
        #expect(handler.seen.withLock { $0.prefix(3).map(\.id) } == [1, 2, 3])
        #expect(alone.withLock { $0 } == [1, nil, 2, nil, 3, nil])
        #expect(beside.withLock { $0[2] } == 2)
        #expect(beside.withLock { $0[10] } == .some(nil), "nobody is alone any more")
        #expect(try completed() == 23)
    }

    @Test(
        "one that kills the process alone is quarantined the third time, and can be given its life back"
    )
    func quarantine() throws {
        try leaveBegun(1...1)
        for crash in 1...3 {
            var guards = Dispatcher.Guards()
            guards.blame = { CrashBlame(counted: 1, suspects: $0) }
            _ = try dispatcher(guards: guards)
            let state = try database.read {
                try String.fetchOne($0, sql: "SELECT state || crashes FROM job")
            }
            #expect(state == (crash < 3 ? "available\(crash)" : "discarded3"))
            try database.write {
                try $0.execute(
                    sql: """
                        UPDATE job SET state = 'running', worker = 'dead', lease_ends_at = scheduled_at,
                            started_at = scheduled_at WHERE state = 'available'
                        """)
            }
        }
        let control = JobControl(lifecycles: [recorder], logger: .silent)
        let outcome = try database.write { try control.retry(1, now: .wednesday, in: $0) }
        #expect(outcome == .done(.available))
        _ = try dispatcher().drain()
        #expect(try completed() == 1)
    }

    // MARK: Cancelling while it runs

    @Test("a running job is told that somebody wants it cancelled")
    func cancelWhileRunning() throws {
        try enqueue(1)
        let handler = Recorder { job, context in
            try context.ticks.write { _ = try JobTable($0).requestCancel(job.id, now: .wednesday) }
            context.wake()
            while !context.isCancelled(job) { try context.ticks.write { _ in } }
            return .cancelled(reason: "stopped at slice 1")
        }
        let dispatcher = try dispatcher(handler)
        _ = try dispatcher.drain()
        let row = try database.read {
            try Row.fetchOne($0, sql: "SELECT state, errors ->> '$[0].error' FROM job")
        }
        #expect(row?[0] == "cancelled")
        #expect(row?[1] == "stopped at slice 1")
    }

    @Test("other duties take over while it runs: new kinds are known, former lanes end")
    func replaced() throws {
        let dispatcher = try dispatcher()
        let other = Recorder(JobKind(name: "other", queue: "r"))
        try database.write {
            try $0.execute(
                sql: "INSERT INTO job (kind, scheduled_at) VALUES ('other', 1774000000000)")
        }
        _ = try dispatcher.drain()
        #expect(try database.read { try JobTable($0).waitingQueues().map(\.name) } == ["held"])
        try dispatcher.replace(
            Duties(
                lifecycles: [other], queues: [QueueSetup(name: "r")], calendar: .amsterdam))
        #expect(try dispatcher.drain().isEmpty)
        #expect(other.queues == ["r"])
    }

    @Test("without room on the disk nothing begins, and it goes on by itself")
    func noRoom() throws {
        try enqueue(2)
        let asked = Mutex(0)
        var guards = Dispatcher.Guards()
        guards.hasRoom = {
            asked.withLock {
                $0 += 1
                return $0 > 1
            }
        }
        let ran = DispatchSemaphore(value: 0)
        let handler = Recorder { _, _ in
            ran.signal()
            return .completed()
        }
        let dispatcher = try dispatcher(handler, guards: guards)
        dispatcher.start()
        for _ in 0..<2 { ran.wait() }
        dispatcher.stop(grace: .seconds(10))
        #expect(asked.withLock { $0 } > 1)
    }

    @Test("a drain without room on the disk does not say that all is done")
    func drainWithoutRoom() throws {
        try enqueue(2)
        var guards = Dispatcher.Guards()
        guards.hasRoom = { false }
        let closed = try dispatcher(Recorder { _, _ in .completed() }, guards: guards).drain()
        #expect(closed == ["q": "the disk is almost full"])
        #expect(try completed() == 0)
    }

    @Test("looks that wait for the same do not add up")
    func oneRecheck() throws {
        let hasRoom = Mutex(false)
        let looked = DispatchSemaphore(value: 0)
        var guards = Dispatcher.Guards()
        guards.hasRoom = { hasRoom.withLock { $0 } }
        guards.afterLook = { _ in
            if hasRoom.withLock({ $0 }) { looked.signal() }
        }
        let dispatcher = try dispatcher(Recorder { _, _ in .completed() }, guards: guards)
        for _ in 0..<20 { _ = try dispatcher.drain() }
        hasRoom.withLock { $0 = true }
        looked.wait()
        // A wait for what must not come: a slow machine cannot make it fail.
        #expect(looked.wait(timeout: .now() + 0.5) == .timedOut)
    }
}
