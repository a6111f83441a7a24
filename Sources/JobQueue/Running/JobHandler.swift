public import Foundation
public import GRDB

/// What a kind of job wants to be told. Its work is done by a ``JobHandler``, or by the ``LaneWorker`` of its queue.
public protocol JobLifecycle: Sendable {
    var kind: JobKind { get }

    /// Called in the transaction that ends a job without its work having been done. The default does nothing.
    func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws

    /// Called in the transaction that makes a job claimable again whose worker died after it had begun: the work may
    /// have been done without anybody writing it down. The default does nothing.
    func rescued(_ job: Job, now: Date, in db: Database) throws

    /// Called in the transaction in which an operator gives a job its life back that was given up or cancelled. The
    /// default does nothing.
    func revived(_ job: Job, now: Date, in db: Database) throws
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
    public func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {}
    public func rescued(_ job: Job, now: Date, in db: Database) throws {}
    public func revived(_ job: Job, now: Date, in db: Database) throws {}
}
