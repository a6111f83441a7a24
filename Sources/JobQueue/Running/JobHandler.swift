public import Foundation
public import GRDB

/// What a kind of job wants to be told. Its work is done by a ``JobHandler``, or by the ``LaneWorker`` of its queue.
public protocol JobLifecycle: Sendable {
    var kind: JobKind { get }

    /// Called in the transaction that ends a job without success: expired, attempts used up, discarded.
    /// The default does nothing.
    func gaveUp(_ job: Job, because reason: String, now: Date, in db: Database) throws

    /// Called in the transaction that makes a job claimable again whose worker died after it had begun: the work may
    /// have been done without anybody writing it down. The default does nothing.
    func rescued(_ job: Job, now: Date, in db: Database) throws
}

/// The work behind one kind of job.
public protocol JobHandler: JobLifecycle {
    /// Does the work of one attempt. Blocks its lane; holds no transaction.
    ///
    /// A job can run twice: the work has to bear that. An error that is thrown counts as
    /// ``JobEnd/failed(error:)``.
    func run(_ job: Job, in context: JobContext) throws -> JobEnd
}

extension JobLifecycle {
    public func gaveUp(_ job: Job, because reason: String, now: Date, in db: Database) throws {}
    public func rescued(_ job: Job, now: Date, in db: Database) throws {}
}

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
}
