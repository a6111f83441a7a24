public import GRDB
import Synchronization

/// What a job may use while it runs.
public struct JobContext: Sendable {
    /// The one clock.
    public let clock: WallClock
    /// For writing: short transactions, at most 500 rows or 5 ms each.
    public let ticks: CommitTicks
    /// Whether the process wants to stop: long work ends at the next slice.
    public let isStopping: @Sendable () -> Bool
    /// Tells the dispatcher that jobs were enqueued.
    public let wake: @Sendable () -> Void
    let worker: String
    let cancelRequests: CancelRequests

    /// Whether somebody asked for this job to be cancelled. Long work asks at each slice and then ends with
    /// ``JobEnd/cancelled(reason:)``; noticed within a second after the request.
    public func isCancelled(_ job: Job) -> Bool { cancelRequests.contains(job.id) }

    /// Writes down how far a running job is, for people. To be written together with a slice of its work.
    public func report(_ progress: String, of job: Job, in db: Database) throws {
        try JobTable(db).report(progress, of: job, worker: worker)
    }
}

/// The running jobs that somebody asked to cancel.
final class CancelRequests: Sendable {
    private let ids = Mutex<Set<Int64>>([])

    func contains(_ id: Int64) -> Bool { ids.withLock { $0.contains(id) } }

    func set(_ requested: Set<Int64>) { ids.withLock { $0 = requested } }
}
