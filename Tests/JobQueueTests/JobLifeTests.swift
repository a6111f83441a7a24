import BuurtpostTestKit
import Foundation
import GRDB
import Logging
import Model
import Synchronization
import Testing

@testable import JobQueue

/// What an operator and other programs can do to jobs, on the real table.
struct JobLifeTests {
    let database: TestDatabase
    let told = Told()

    init() throws {
        database = try TestDatabase()
    }

    /// A kind that remembers what it was told.
    final class Told: JobLifecycle {
        let kind = JobKind(name: "k", queue: "q", maxAttempts: 3)
        let losses = Mutex<[JobLoss]>([])
        let revivals = Mutex<[Int64]>([])

        func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {
            losses.withLock { $0.append(loss) }
        }

        func revived(_ job: Job, now: Date, in db: Database) throws {
            revivals.withLock { $0.append(job.id) }
        }
    }

    var control: JobControl { JobControl(lifecycles: [told], logger: .silent) }

    func enqueue(_ job: NewJob = NewJob(kind: "k", queue: "q", maxAttempts: 3)) throws -> Int64 {
        try database.write { try JobTable($0).enqueue(job, now: .wednesday).id }
    }

    func claim(at now: Date = .wednesday) throws -> Job {
        try #require(
            try database.write {
                let jobs = try JobTable($0).claim(
                    queue: "q", limit: 1, worker: "w", now: now, leaseEndsAt: now + 900)
                for job in jobs { _ = try JobTable($0).start(job, worker: "w", now: now) }
                return jobs
            }.first)
    }

    func finish(_ job: Job, _ end: JobEnd) throws -> JobState? {
        try database.write {
            try JobTable($0).finish(
                job, end, worker: "w", now: .wednesday + 1, retryAt: .wednesday + 60)
        }
    }

    func column<T: DatabaseValueConvertible>(_ name: String, of id: Int64) throws -> T? {
        try database.read {
            try T.fetchOne($0, sql: "SELECT \(name) FROM job WHERE id = ?", arguments: [id])
        }
    }

    func state(_ id: Int64) throws -> String? { try column("state", of: id) }

    // MARK: Cancelling

    @Test("a waiting job is cancelled at once, its kind is told, and a second time changes nothing")
    func cancelWaiting() throws {
        let id = try enqueue()
        for _ in 0..<2 {
            let outcome = try database.write {
                try control.cancel(id, now: .wednesday, in: $0)
            }
            #expect(outcome == .done(.cancelled))
        }
        #expect(try state(id) == "cancelled")
        #expect(told.losses.withLock { $0 }.map(\.state) == [.cancelled])
    }

    @Test(
        "a running job that is asked to stop ends as cancelled unless it was done",
        arguments: [
            (JobEnd.completed(), JobState.completed), (.failed(error: "no"), .cancelled),
            (.snoozed(until: .wednesday + 60, reason: "later"), .cancelled),
            (.cancelled(reason: "half way"), .cancelled), (.discarded(reason: "x"), .discarded),
        ])
    func cancelRunning(end: JobEnd, expected: JobState) throws {
        let id = try enqueue()
        let job = try claim()
        let outcome = try database.write { try control.cancel(id, now: .wednesday, in: $0) }
        #expect(outcome == .requested)
        #expect(try finish(job, end) == expected)
        #expect(try state(id) == expected.rawValue)
    }

    @Test("a claimed job that is not wanted any more does not begin")
    func cancelClaimed() throws {
        let id = try enqueue()
        let began = try database.write { db in
            let table = JobTable(db)
            let job = try table.claim(
                queue: "q", limit: 1, worker: "w", now: .wednesday, leaseEndsAt: .wednesday + 9)[0]
            _ = try table.requestCancel(id, now: .wednesday)
            return try table.start(job, worker: "w", now: .wednesday)
        }
        #expect(!began)
    }

    // MARK: Giving up and bringing back

    @Test("what was given up or cancelled comes back with all its attempts, its errors kept")
    func revive() throws {
        let job = NewJob(kind: "k", queue: "q", expiresAt: .wednesday + 10, maxAttempts: 1)
        let id = try enqueue(job)
        #expect(try finish(try claim(), .failed(error: "no")) == .discarded)
        let now = Date.wednesday + 3600
        let outcome = try database.write { try control.retry(id, now: now, in: $0) }
        #expect(outcome == .done(.available))
        #expect(told.revivals.withLock { $0 } == [id])
        #expect(try column("attempt", of: id) == 0)
        #expect(try column("expires_at", of: id) as Int64? == nil, "it would expire at once")
        #expect(try column("errors ->> '$[0].error'", of: id) == "no")
        #expect(try claim(at: now).id == id)
    }

    @Test(
        "what cannot be done is said, and nothing is changed",
        arguments: [("completed", "retry"), ("running", "discard"), ("completed", "cancel")])
    func impossible(state: String, wish: String) throws {
        let id = try enqueue()
        let job = try claim()
        if state == "completed" { _ = try finish(job, .completed()) }
        let outcome = try database.write { db in
            switch wish {
            case "retry": try control.retry(id, now: .wednesday, in: db)
            case "discard": try control.discard(id, because: "x", now: .wednesday, in: db)
            default: try control.cancel(id, now: .wednesday, in: db)
            }
        }
        #expect(outcome == .impossible(JobState(rawValue: state)!))
        #expect(try self.state(id) == state)
    }

    @Test("wishes about a job that does not exist are answered")
    func unknown() throws {
        let outcomes = try database.write { db in
            [
                try control.retry(99, now: .wednesday, in: db),
                try control.cancel(99, now: .wednesday, in: db),
                try control.discard(99, because: "", now: .wednesday, in: db),
            ]
        }
        #expect(outcomes == [.unknown, .unknown, .unknown])
    }

    @Test("a retry makes a job that waits for later due, and lets a held one be looked at again")
    func hurry() throws {
        let later = try enqueue(
            NewJob(kind: "k", queue: "q", scheduledAt: .wednesday + 9000, maxAttempts: 3))
        let held = try enqueue(NewJob(kind: "k", queue: "held", scheduledAt: .wednesday + 9000))
        let outcomes = try database.write { db in
            try [later, held].map { try control.retry($0, now: .wednesday, in: db) }
        }
        #expect(outcomes == [.done(.available), .done(.available)])
        #expect(try claim().id == later)
        #expect(try column("queue", of: held) == "inbox")
    }

    // MARK: What a row keeps

    @Test("of many and long errors the last ten are kept, a thousand octets each")
    func boundedErrors() throws {
        let id = try enqueue(NewJob(kind: "k", queue: "q", maxAttempts: 100))
        for attempt in 1...12 {
            let job = try claim(at: .wednesday + Double(attempt) * 100)
            _ = try finish(job, .failed(error: "\(attempt)" + String(repeating: "x", count: 5000)))
        }
        #expect(try column("json_array_length(errors)", of: id) == 10)
        #expect(try column("errors ->> '$[0].attempt'", of: id) == 3)
        #expect(try column("length(errors ->> '$[9].error')", of: id) == 1000)
    }

    @Test(
        "a long error is cut between scalars, however many make one character",
        arguments: [
            (String(repeating: "x", count: 1000), 1000), (String(repeating: "é", count: 501), 1000),
            (String(repeating: "€", count: 400), 999),
            ("a" + String(repeating: "\u{301}", count: 900), 999),
            (String(repeating: "👩‍👩‍👧‍👦", count: 50), 1000),
        ])
    func clipped(error: String, octets: Int) {
        let clipped = JobTable.clipped(error)
        #expect(clipped.utf8.count == octets)
        #expect(Array(error.utf8).starts(with: clipped.utf8))
    }

    @Test(
        "a result that is no JSON is kept as a text, and does not keep the job from ending",
        arguments: [("{\"sent\":3}", "{\"sent\":3}"), ("sent 3", "\"sent 3\"")])
    func result(given: String, kept: String) throws {
        let id = try enqueue()
        #expect(try finish(try claim(), .completed(result: given)) == .completed)
        #expect(try column("result", of: id) == kept)
    }

    @Test("tags are kept; progress is written by the worker that holds the job, and by no other")
    func tagsAndProgress() throws {
        let id = try enqueue(NewJob(kind: "k", queue: "q", maxAttempts: 3, tags: ["a", "\"b"]))
        let job = try claim()
        try database.write { db in
            try JobTable(db).report("3 of 7", of: job, worker: "w")
            try JobTable(db).report("stolen", of: job, worker: "other")
        }
        #expect(try column("progress", of: id) == "3 of 7")
        #expect(try column("tags", of: id) == #"["a","\"b"]"#)
    }

    // MARK: Cleaning

    @Test("finished jobs stay as long as their kind and state say, and go a slice at a time")
    func cleaning() throws {
        try database.write { db in
            for (kind, state, age) in [
                ("k", "completed", 90_000.0), ("k", "completed", 80_000),
                ("k", "cancelled", 90_000),
                ("k", "discarded", 90_000), ("k", "discarded", 700_000),
                ("short", "completed", 120),
                ("gone", "completed", 90_000),
            ] {
                try db.execute(
                    sql: "INSERT INTO job (kind, state, finalized_at) VALUES (?, ?, ?)",
                    arguments: [kind, state, (Date.wednesday - age).unixMilliseconds])
            }
            for _ in 0..<600 {
                try db.execute(
                    sql: "INSERT INTO job (kind, state, finalized_at) VALUES ('k', 'completed', ?)",
                    arguments: [(Date.wednesday - 90_000).unixMilliseconds])
            }
        }
        var brief = JobRetention()
        brief.finished = .seconds(60)
        let cleaner = JobCleaner(
            kinds: ["short": JobKind(name: "short", queue: "q", retention: brief)],
            retention: JobRetention())
        #expect(try database.write { try cleaner.runOnce($0, now: .wednesday) })
        #expect(try database.write { try cleaner.runOnce($0, now: .wednesday) } == false)
        let left = try database.read {
            try String.fetchAll($0, sql: "SELECT kind || ' ' || state FROM job ORDER BY 1")
        }
        #expect(left == ["k completed", "k discarded"])
    }
}
