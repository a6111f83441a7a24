import BuurtpostTestKit
import Foundation
import GRDB
import Logging
import Model
import Testing

@testable import JobQueue

/// What an operator wants to be done to many jobs.
struct JobOrderTests {
    let database: TestDatabase
    let control = JobControl(lifecycles: [], logger: .silent)

    init() throws {
        database = try TestDatabase()
    }

    /// Jobs 1 to 4: waiting, running, completed, discarded.
    func fill() throws {
        try database.write { db in
            let table = JobTable(db)
            for _ in 0..<4 {
                _ = try table.enqueue(
                    NewJob(kind: "k", queue: "q", maxAttempts: 3), now: .wednesday)
            }
            for (id, end) in [
                (Int64(2), nil), (3, JobEnd.completed()), (4, .discarded(reason: "no")),
            ] {
                let job = try #require(
                    try table.claim(
                        id: id, worker: "w", now: .wednesday, leaseEndsAt: .wednesday + 9))
                guard let end else { continue }
                _ = try table.finish(
                    job, end, worker: "w", now: .wednesday, retryAt: .wednesday)
            }
        }
    }

    func carryOut(_ order: JobOrder, on ids: [Int64]) throws -> JobTally {
        let control = control
        return try database.write {
            try order.carryOut(on: ids, with: control, now: .wednesday, in: $0)
        }
    }

    @Test("an order does what the state of each job allows, and says what became of each")
    func tallies() throws {
        try fill()
        let cancelled = try carryOut(.cancel(reason: "called off"), on: [1, 2, 3, 4, 9])
        #expect(cancelled.done == [1] && cancelled.requested == [2] && cancelled.unknown == [9])
        #expect(cancelled.impossible == ["completed": [3], "discarded": [4]])
        #expect(!cancelled.isComplete)
        let first = try #require(try database.read { try JobTable($0).record(1) })
        #expect(first.state == .cancelled && first.errors.map(\.error) == ["called off"])
        #expect(first.cancelRequestedAt == .wednesday)

        let retried = try carryOut(.retry, on: [1, 4])
        #expect(retried.done == [1, 4] && retried.isComplete)
        let discarded = try carryOut(.discard(reason: "no"), on: [1, 1, 2])
        #expect(discarded.done == [1])
        #expect(discarded.impossible == ["discarded": [1], "running": [2]])
    }

    @Test("a running job that is cancelled keeps the first reason, whatever its end says")
    func reasonOfRunning() throws {
        try fill()
        for reason in ["called off", "twice"] {
            #expect(try carryOut(.cancel(reason: reason), on: [2]).requested == [2])
        }
        let ended = try database.write { db in
            let job = try #require(try JobTable(db).find(2))
            return try JobTable(db).finish(
                job, .failed(error: "torn"), worker: "w", now: .wednesday, retryAt: .wednesday
            )
        }
        #expect(ended == .cancelled)
        let record = try #require(try database.read { try JobTable($0).record(2) })
        #expect(record.errors.map(\.error) == ["asked to stop: called off", "torn"])
    }

    @Test("tallies of slices add up")
    func sums() throws {
        try fill()
        var sum = JobTally()
        for ids in [[Int64(1), 9], [4, 3]] { sum.add(try carryOut(.retry, on: ids)) }
        #expect(sum.done == [1, 4] && sum.unknown == [9] && sum.impossible == ["completed": [3]])
    }
}
