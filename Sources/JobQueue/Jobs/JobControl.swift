public import Foundation
public import GRDB
public import Logging
import Model

/// What an operator can do to one job, with all that hangs on it: its kind is told in the same transaction.
public struct JobControl: Sendable {
    /// What became of a wish.
    public enum Outcome: Equatable, Sendable {
        /// It is so; the job is in this state now.
        case done(JobState)
        /// It runs: its work is asked to stop, and ends as soon as it notices.
        case requested
        /// It cannot be done to a job in this state.
        case impossible(JobState)
        /// There is no such job (any more).
        case unknown
    }

    private let handlers: [String: any JobLifecycle]
    private let logger: Logger

    /// - Parameters:
    ///   - lifecycles: Those of all kinds; a job of another kind is changed without telling anybody.
    public init(lifecycles: [any JobLifecycle], logger: Logger) {
        handlers = Dictionary(uniqueKeysWithValues: lifecycles.map { ($0.kind.name, $0) })
        self.logger = logger
    }

    /// Cancels a waiting job; asks a running one to stop. A second call changes nothing.
    public func cancel(_ id: Int64, now: Date, in db: Database) throws -> Outcome {
        let table = JobTable(db)
        guard let state = try table.state(id) else { return .unknown }
        if state == .cancelled { return .done(.cancelled) }
        if state.isFinal { return .impossible(state) }
        _ = try table.requestCancel(id, now: now)
        if state == .running { return .requested }
        try lose(id, .cancelled(reason: "cancelled by an operator"), now: now, in: db)
        return .done(.cancelled)
    }

    /// Gives up a waiting job, with the reason. One that runs has to be cancelled instead.
    public func discard(_ id: Int64, because reason: String, now: Date, in db: Database) throws
        -> Outcome
    {
        guard let state = try JobTable(db).state(id) else { return .unknown }
        if state.isFinal || state == .running { return .impossible(state) }
        try lose(id, .discarded(reason: reason), now: now, in: db)
        return .done(.discarded)
    }

    /// Lets a job run now: one that waits comes first, one that was given up or cancelled gets its life back, one that is
    /// held is looked at again. A completed one has done its work: enqueue a new one instead.
    public func retry(_ id: Int64, now: Date, in db: Database) throws -> Outcome {
        let table = JobTable(db)
        guard let state = try table.state(id) else { return .unknown }
        if try table.hurry(id, now: now) { return .done(.available) }
        guard try table.revive(id, now: now), let job = try table.find(id) else {
            return .impossible(state)
        }
        try db.hook(logger, ["job": "\(id)", "kind": "\(job.kind)"]) {
            try handlers[job.kind]?.revived(job, now: now, in: db)
        }
        return .done(.available)
    }

    /// Ends a waiting job without its work having been done, and tells its kind.
    func lose(_ id: Int64, _ loss: JobLoss, now: Date, in db: Database) throws {
        guard let job = try JobTable(db).find(id), try JobTable(db).lose(id, loss, now: now) else {
            return
        }
        try tell(job, loss, now: now, in: db)
    }

    /// Tells a kind that one of its jobs ended without its work having been done.
    func tell(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {
        try db.hook(logger, ["job": "\(job.id)", "kind": "\(job.kind)"]) {
            try handlers[job.kind]?.gaveUp(job, loss, now: now, in: db)
        }
    }

    /// Tells a kind that a worker died over its job.
    func tellRescued(_ job: Job, now: Date, in db: Database) throws {
        try db.hook(logger, ["job": "\(job.id)", "kind": "\(job.kind)"]) {
            try handlers[job.kind]?.rescued(job, now: now, in: db)
        }
    }
}
