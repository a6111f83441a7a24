import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Testing

/// Transitions of a job in the table, each in a transaction of its own.
struct JobTableTests {
    let database: TestDatabase
    let now = Date.wednesday

    init() throws {
        database = try TestDatabase()
    }

    func enqueue(_ job: NewJob) throws -> Enqueued {
        try database.write { [now] in try JobTable($0).enqueue(job, now: now) }
    }

    func claim(limit: Int = 10, worker: String = "w1", after seconds: Double = 0) throws -> [Job] {
        let at = now.addingTimeInterval(seconds)
        return try database.write {
            try JobTable($0).claim(
                queue: "q", limit: limit, worker: worker, now: at, leaseEndsAt: at + 300)
        }
    }

    func finish(_ job: Job, _ end: JobEnd, worker: String = "w1") throws -> JobState? {
        try database.write { [now] in
            try JobTable($0).finish(job, end, worker: worker, now: now, retryAt: now + 15)
        }
    }

    func state(_ id: Int64) throws -> String {
        try database.read {
            try String.fetchOne($0, sql: "SELECT state FROM job WHERE id = ?", arguments: [id])
                ?? "none"
        }
    }

    static func job(_ kind: String = "k", priority: Int = 2, at: Date? = nil) -> NewJob {
        NewJob(kind: kind, queue: "q", priority: priority, scheduledAt: at, maxAttempts: 3)
    }

    @Test("jobs come by priority, then time, then the order they were enqueued in")
    func order() throws {
        for (kind, priority, seconds) in [
            ("third", 2, -1.0), ("fourth", 2, 0), ("fifth", 2, 0), ("second", 1, 0),
            ("first", 0, 0),
            ("future", 0, 1),
        ] {
            _ = try enqueue(Self.job(kind, priority: priority, at: now + seconds))
        }
        #expect(try claim().map(\.kind) == ["first", "second", "third", "fourth", "fifth"])
        #expect(try claim().isEmpty)
        #expect(try claim(after: 1).map(\.kind) == ["future"])
    }

    @Test("a unique key is taken once per kind, also by a finished job")
    func unique() throws {
        var job = Self.job()
        job.uniqueKey = "today"
        let first = try enqueue(job)
        #expect(try enqueue(job) == .exists(id: first.id, state: .available))
        _ = try finish(claim()[0], .completed())
        #expect(try enqueue(job) == .exists(id: first.id, state: .completed))
        job.kind = "other"
        #expect(try enqueue(job) != .exists(id: first.id, state: .completed))
    }

    @Test(
        "an attempt ends in the state its end names",
        arguments: [
            (JobEnd.completed(result: #"{"n":1}"#), JobState.completed),
            (.failed(error: "no"), .retryable), (.discarded(reason: "never"), .discarded),
            (.snoozed(until: Date.wednesday + 60, reason: "closed"), .scheduled),
        ])
    func ends(end: JobEnd, expected: JobState) throws {
        let id = try enqueue(Self.job()).id
        #expect(try finish(claim()[0], end) == expected)
        #expect(try state(id) == expected.rawValue)
    }

    @Test("a failure is retried until the attempts are used up, a snooze is no attempt")
    func attempts() throws {
        let id = try enqueue(Self.job()).id
        _ = try finish(claim()[0], .snoozed(until: now, reason: "closed"))
        for attempt in 1...3 {
            let job = try #require(try claim(after: 15).first)
            #expect(job.attempt == attempt)
            _ = try finish(job, .failed(error: "attempt \(attempt)"))
        }
        #expect(try state(id) == "discarded")
        let errors = try database.read {
            try String.fetchAll($0, sql: "SELECT value ->> 'error' FROM job, json_each(errors)")
        }
        #expect(errors == ["closed", "attempt 1", "attempt 2", "attempt 3"])
    }

    @Test("a worker that lost its claim can neither finish nor give back another's attempt")
    func fence() throws {
        let id = try enqueue(Self.job()).id
        let lost = try claim()[0]
        _ = try database.write { try JobTable($0).rescueStrangers(living: "w2") }
        let held = try #require(try claim(worker: "w2").first)
        #expect(held.attempt == lost.attempt)
        #expect(try finish(lost, .completed()) == nil)
        try database.write { try JobTable($0).giveBack([lost], worker: "w1") }
        #expect(try state(id) == "running")
        #expect(try finish(held, .completed(), worker: "w2") == .completed)
        #expect(try finish(held, .failed(error: "again"), worker: "w2") == nil)
    }

    @Test(
        "a row that another program wrote as running runs, however far its lease goes",
        arguments: [-1.0, 900, 86_400_000], [true, false])
    func stranger(leaseEndsIn seconds: Double, hasBegun: Bool) throws {
        let id = try database.write { [now] db in
            try db.execute(
                sql: """
                    INSERT INTO job (kind, queue, state, attempt, worker, scheduled_at, lease_ends_at,
                        started_at)
                    VALUES ('k', 'q', 'running', 1, 'nobody', ?, ?, ?)
                    """,
                arguments: [
                    now.unixMilliseconds, (now + seconds).unixMilliseconds,
                    hasBegun ? now.unixMilliseconds : nil,
                ])
            return db.lastInsertedRowID
        }
        let begun = try database.write { try JobTable($0).rescueStrangers(living: "w1") }
        #expect(begun.map(\.id) == (hasBegun ? [id] : []))
        #expect(try state(id) == "available")
        let claimed = try claim(after: 86_400)
        #expect(claimed.map(\.id) == [id] && claimed.map(\.attempt) == [1])
    }

    @Test("rescue gives the attempt back and names the jobs whose work had begun")
    func rescue() throws {
        for _ in 1...3 { _ = try enqueue(Self.job()) }
        let jobs = try claim()
        let isHeld = try database.write { [now] in
            try JobTable($0).start(jobs[1], worker: "w1", now: now)
        }
        #expect(isHeld)
        let suspects = try database.write { try JobTable($0).rescueAll() }
        #expect(suspects.map(\.id) == [jobs[1].id])
        #expect(try claim(worker: "w2").map(\.attempt) == [1, 1, 1])
    }

    @Test("the living process's own jobs are not taken from its lanes, however the clock is set")
    func ownLease() throws {
        _ = try enqueue(Self.job())
        let job = try claim()[0]
        let suspects = try database.write { try JobTable($0).rescueStrangers(living: "w1") }
        #expect(suspects.isEmpty)
        #expect(try finish(job, .completed()) == .completed)
    }

    @Test("work does not begin on a job that another worker has taken")
    func lostBeforeStart() throws {
        _ = try enqueue(Self.job())
        let lost = try claim()[0]
        _ = try database.write { try JobTable($0).rescueAll() }
        _ = try claim(worker: "w2")
        let isHeld = try database.write { [now] in
            try JobTable($0).start(lost, worker: "w1", now: now)
        }
        #expect(!isHeld)
    }

    @Test("the last ten errors are kept")
    func boundedErrors() throws {
        var job = Self.job()
        job.maxAttempts = 100
        _ = try enqueue(job)
        for attempt in 1...14 {
            _ = try finish(claim(after: 15)[0], .failed(error: "\(attempt)"))
        }
        let errors = try database.read {
            try String.fetchAll($0, sql: "SELECT value ->> 'error' FROM job, json_each(errors)")
        }
        #expect(errors == (5...14).map(String.init))
    }

    @Test("a claim seeks: neither finished jobs nor those of the future are looked at")
    func claimPlan() throws {
        let plan = try database.read {
            try String.fetchAll(
                $0,
                sql: """
                    EXPLAIN QUERY PLAN SELECT id FROM job
                    WHERE state IN ('available', 'scheduled', 'retryable') AND queue = 'q'
                        AND priority IN (0, 1, 2, 3) AND scheduled_at <= 1
                    ORDER BY priority, scheduled_at, id LIMIT 10
                    """, adapter: SuffixRowAdapter(fromIndex: 3))
        }
        #expect(
            plan == [
                "SEARCH job USING INDEX job_claimable (queue=? AND priority=? AND scheduled_at<?)"
            ])
    }
}
