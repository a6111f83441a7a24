public import Foundation
public import GRDB

/// What an operator wants to be done to jobs, and does it.
public enum JobOrder: Equatable, Sendable {
    /// Run now, and again if it was given up: ``JobControl/retry(_:now:in:)``.
    case retry
    case cancel(reason: String)
    case discard(reason: String)

    /// How many jobs one transaction takes at most: other writers wait no longer than for these.
    public static let slice = 500

    /// Does it to some jobs, in the caller's transaction.
    ///
    /// - Parameter ids: At most ``slice``; one that is named twice is counted twice and changed once.
    public func carryOut(on ids: [Int64], with control: JobControl, now: Date, in db: Database)
        throws -> JobTally
    {
        precondition(ids.count <= Self.slice, "a slice has at most \(Self.slice) jobs")
        var tally = JobTally()
        for id in ids { tally.add(try carryOut(on: id, with: control, now: now, in: db), of: id) }
        return tally
    }

    private func carryOut(on id: Int64, with control: JobControl, now: Date, in db: Database) throws
        -> JobControl.Outcome
    {
        switch self {
        case .retry: try control.retry(id, now: now, in: db)
        case .cancel(let reason): try control.cancel(id, because: reason, now: now, in: db)
        case .discard(let reason): try control.discard(id, because: reason, now: now, in: db)
        }
    }
}

/// What became of an order, job by job.
public struct JobTally: Codable, Equatable, Sendable {
    /// It is so now.
    public private(set) var done: [Int64] = []
    /// They run, and are asked to stop.
    public private(set) var requested: [Int64] = []
    /// Their state does not allow it; by state.
    public private(set) var impossible: [String: [Int64]] = [:]
    /// There are none with these ids (any more).
    public private(set) var unknown: [Int64] = []

    public init() {}

    /// Whether all of it was done or asked for.
    public var isComplete: Bool { impossible.isEmpty && unknown.isEmpty }

    mutating func add(_ outcome: JobControl.Outcome, of id: Int64) {
        switch outcome {
        case .done: done.append(id)
        case .requested: requested.append(id)
        case .impossible(let state): impossible[state.rawValue, default: []].append(id)
        case .unknown: unknown.append(id)
        }
    }

    /// Adds what became of the next slice.
    public mutating func add(_ other: JobTally) {
        done += other.done
        requested += other.requested
        impossible.merge(other.impossible, uniquingKeysWith: +)
        unknown += other.unknown
    }
}

extension JobControl {
    /// As ``cancel(_:now:in:)``, with a reason of the operator's. For a job that runs it is noted among its errors, as
    /// `asked to stop: …`: the job ends with what its work says when it stops, or is done all the same. A second call
    /// changes nothing.
    public func cancel(_ id: Int64, because reason: String, now: Date, in db: Database) throws
        -> Outcome
    {
        let table = JobTable(db)
        guard let state = try table.state(id), !state.isFinal else {
            return try cancel(id, now: now, in: db)
        }
        if state == .running {
            try table.requestStop(id, because: reason, now: now)
            return .requested
        }
        _ = try table.requestCancel(id, now: now)
        try lose(id, .cancelled(reason: reason), now: now, in: db)
        return .done(.cancelled)
    }
}
