import Foundation
import JobQueue

/// One thing that happens to a queue, in a transaction of its own.
///
/// To check a new operation of the store, add a case here, what it means in ``ModelQueue``, how it is called in
/// ``CheckedJobTable``, and how often it comes in ``StepGenerator``.
enum QueueStep {
    case enqueue(NewJob)
    /// Another program's INSERT.
    case insert(ForeignRow)
    case claim(queue: String, limit: Int, worker: String, lease: Double)
    case start(ticket: Int)
    case finish(ticket: Int, JobEnd, retryAfter: Double)
    case giveBack(tickets: [Int])
    /// Those of all jobs that a worker holds.
    case extendLeases(worker: String, lease: Double)
    case lose(id: Int64, JobLoss)
    /// What the dispatcher does now and then: rescue from workers that are not its own, intake, expiry, cancelling, cleaning.
    /// With the kinds of an upgraded program, or those of the old one.
    case look(worker: String, upgraded: Bool)
    case releaseHeld(upgraded: Bool)
    /// A new process has the lock. It blames the death of the one before on `guilty`, when that one's work had begun.
    case takeOver(guilty: Int64)
    /// Another program's UPDATE.
    case requestCancel(id: Int64)
    case order(JobOrder, id: Int64)
    case pause(queue: String)
    case resume(queue: String)
    case limit(queue: String, capacity: Int?)
}

/// What a queue answers to a step.
enum QueueAnswer: Equatable {
    case nothing
    case enqueued(Enqueued)
    /// An INSERT that broke a rule of the table, or found its queue full.
    case refused
    case jobs([ClaimedJob])
    /// The running jobs that are to stop.
    case ids([Int64])
    /// Whether the caller still held the job, or the job was there and could be changed.
    case yes(Bool)
    /// What an ended job is now; nil when the caller no longer held it.
    case state(JobState?)
    /// What became of an order.
    case outcome(JobTally)
}

/// What the dispatcher asks after each step.
struct QueueView: Equatable {
    /// How many jobs are due, by queue.
    var due: [String: Int] = [:]
    /// When the next job comes due, by queue.
    var next: [String: Int64] = [:]
    /// The queues in which jobs wait, by name.
    var waiting: [String] = []
    /// How many jobs there are, by "queue state".
    var counts: [String: Int] = [:]
    /// How many of five jobs may be claimed, by queue.
    var permits: [String: Int] = [:]
    /// The queues that take no more, by name.
    var full: [String] = []
}

/// A queue that histories can be run against: the model, the job table, or another store that wants to take its place.
///
/// A claim hands out tickets, numbered through the whole history in the order of the answers; later steps name them.
protocol CheckedQueue {
    /// Does `step` and commits it.
    mutating func perform(_ step: QueueStep, now: Date) throws -> QueueAnswer

    /// Does `step` in a transaction that is not committed.
    mutating func abandon(_ step: QueueStep, now: Date) throws

    /// Ends the process that uses the queue and begins another; nothing else happens.
    mutating func reopen() throws

    /// All rows, by id.
    func rows() throws -> [ModelJob]

    func view(of queues: [String], now: Date) throws -> QueueView
}

/// The kinds of the histories.
enum ModelKinds {
    static let old: [String: JobKind] = [
        "letter": JobKind(
            name: "letter", queue: "mail", maxAttempts: 3, lifetime: .seconds(2 * 3600),
            retention: retention(finished: 1800, discarded: 3600)),
        "plan": JobKind(name: "plan", queue: "digest"),
    ]
    /// An upgrade brings one more.
    static let upgraded = old.merging([
        "novelty": JobKind(name: "novelty", queue: "mail", maxAttempts: 1)
    ]) { $1 }

    /// The last one is a branch of the first.
    static let queues = ["mail", "digest", "mail/town.example"]

    /// For kinds that say nothing themselves.
    static let retention = retention(finished: 5400, discarded: 7200)

    private static func retention(finished: Int, discarded: Int) -> JobRetention {
        var retention = JobRetention()
        (retention.finished, retention.discarded) = (.seconds(finished), .seconds(discarded))
        return retention
    }

    static func known(_ isUpgraded: Bool) -> [String: JobKind] { isUpgraded ? upgraded : old }
}
