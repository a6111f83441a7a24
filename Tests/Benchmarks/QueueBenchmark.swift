import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue

/// The job table against a plain loop of prepared statements on SQLite's C interface: the same table, the same
/// rows, the same transactions.
struct QueueBenchmark {
    let rounds: Int

    /// How many jobs, and how many a transaction enqueues, or finishes and claims.
    private static let steps: [(jobs: Int, batch: Int)] = [(20_000, 500), (20_000, 16), (2000, 1)]

    func run() throws {
        for step in Self.steps { try compare(step.jobs, batch: step.batch) }
    }

    private func compare(_ jobs: Int, batch: Int) throws {
        var enqueueing: [Double] = []
        var working: [Double] = []
        for _ in 0..<rounds {
            let plain = try RawQueue(path: emptyDatabase())
            let plainTimes = try times(jobs, batch, plain)
            let times = try times(jobs, batch, TableQueue(path: emptyDatabase()))
            enqueueing.append(plainTimes.enqueue / times.enqueue)
            working.append(plainTimes.work / times.work)
        }
        report("enqueue / plain SQLite, \(batch) a transaction", [enqueueing.spread])
        report("finish and claim / plain SQLite, \(batch) a transaction", [working.spread])
    }

    private func times(_ jobs: Int, _ batch: Int, _ queue: any MeasuredQueue) throws
        -> (enqueue: Duration, work: Duration)
    {
        let (_, enqueue) = try measured {
            for _ in 0..<(jobs / batch) { try queue.enqueue(batch) }
        }
        let (done, work) = try measured {
            var done = 0
            while case let count = try queue.finishAndClaim(batch), count > 0 { done += count }
            return done
        }
        precondition(done == jobs / batch * batch, "every job is claimed once")
        return (enqueue, work)
    }

    private let folder = TemporaryFolder()

    init(rounds: Int) { self.rounds = rounds }

    private func emptyDatabase() throws -> String {
        let path = folder.path("\(UUID().uuidString).db")
        let file = try DatabaseFile(path: path, migrator: Town.migrator)
        try file.writer.close()
        return path
    }
}

/// What is measured of a queue.
protocol MeasuredQueue {
    /// Enqueues so many jobs in one transaction.
    func enqueue(_ count: Int) throws

    /// Finishes what was claimed last and claims as many more, in one transaction.
    ///
    /// - Returns: How many were claimed.
    func finishAndClaim(_ count: Int) throws -> Int
}

/// The program's own.
final class TableQueue: MeasuredQueue {
    private let file: DatabaseFile
    private var claimed: [Job] = []
    private let now = Office.moment

    init(path: String) throws {
        file = try DatabaseFile(path: path, migrator: Town.migrator)
    }

    init(file: DatabaseFile) { self.file = file }

    func enqueue(_ count: Int) throws {
        try file.writer.write { db in
            let table = JobTable(db)
            for number in 0..<count {
                _ = try table.enqueue(
                    NewJob(
                        kind: "letter", args: "{\"letter\":\(number)}", queue: "mail",
                        maxAttempts: 50),
                    now: now)
            }
        }
    }

    func finishAndClaim(_ count: Int) throws -> Int {
        try file.writer.write { db in
            let table = JobTable(db)
            for job in claimed {
                _ = try table.finish(job, .completed(), worker: "w", now: now, retryAt: now)
            }
            claimed = try table.claim(
                queue: "mail", limit: count, worker: "w", now: now, leaseEndsAt: now + 900)
        }
        return claimed.count
    }
}
