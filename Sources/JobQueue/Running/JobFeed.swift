import Dispatch
import Foundation
public import GRDB
import Logging
import Model

/// One lane's view of its queue: claims a few jobs ahead, hands them out one at a time and finishes them.
///
/// Finishing a job, writing down that the next begins and claiming more are one commit. Belongs to one lane and is
/// used on its thread only.
public final class JobFeed {
    /// How this feed works; the same for all lanes of a queue.
    struct Terms: Sendable {
        let queue: String
        /// The process's random name.
        let worker: String
        /// At most so many jobs are claimed and not yet finished.
        let ahead: Int
        let lease: Duration
        let handlers: [String: any JobLifecycle]
        let context: JobContext
        let logger: Logger
    }

    private let terms: Terms
    private var begun: Job?
    private var waiting: [Job] = []
    private var leaseEndsAt = Date.distantPast
    /// Why the database took no claim; nil when it did.
    private(set) var failure: (any Error)?

    init(_ terms: Terms) {
        self.terms = terms
    }

    /// Whether the process wants to stop: what is not yet on its way had better wait.
    public var isStopping: Bool { terms.context.isStopping() }

    /// The next job, begun; nil when none is due, the process stops, or the database does not take a claim.
    ///
    /// - Precondition: The job given before is finished.
    public func next() -> Job? {
        if let begun { return begun }
        if terms.context.isStopping() { return nil }
        commit { feed, db, now in try feed.beginNext(db, now: now) }
        return begun
    }

    /// Ends the job that ``next()`` gave last, together with `change`, in one commit. When it returns, that is durable.
    ///
    /// As long as the database cannot take it (no room on the disk), this tries again every second until the process
    /// stops: a job whose end is not written down would be done again. Does nothing to a job that this worker no longer holds;
    /// `change` is not made either then.
    ///
    /// - Parameters:
    ///   - change: What the worker wants to be written with it; may run more than once, only the last counts.
    ///     Gets the state that the job has now.
    public func finish(
        _ job: Job, _ end: JobEnd,
        with change: @escaping @Sendable (Database, JobState) throws -> Void = { _, _ in }
    ) {
        precondition(begun?.id == job.id, "a job that was not given last is finished")
        begun = nil
        while !commit({ feed, db, now in
            try feed.end(job, end, change, db, now: now)
            if !feed.terms.context.isStopping() { try feed.beginNext(db, now: now) }
        }) {
            begun = nil
            if terms.context.isStopping() { return }
            Thread.sleep(forTimeInterval: 1)
        }
    }

    /// Gives back what was claimed and not finished; its attempts do not count. Called when the lane ends.
    func close() {
        let jobs = (begun.map { [$0] } ?? []) + waiting
        guard !jobs.isEmpty else { return }
        let worker = terms.worker
        begun = nil
        waiting = []
        _ = try? terms.context.ticks.write { db in
            try JobTable(db).giveBack(jobs, worker: worker)
        }
    }

    // MARK: Inside the commit

    private func end(
        _ job: Job, _ end: JobEnd, _ change: (Database, JobState) throws -> Void, _ db: Database,
        now: Date
    ) throws {
        let policy = terms.handlers[job.kind]?.kind.retry ?? RetryPolicy()
        let wait = policy.wait(afterAttempt: job.attempt, chance: .random(in: 0..<1))
        let state = try JobTable(db).finish(
            job, end, worker: terms.worker, now: now,
            retryAt: now.addingTimeInterval(wait.seconds))
        guard let state else {
            terms.logger.warning(
                "a job was finished by a worker that no longer held it",
                metadata: ["job": "\(job.id)", "kind": "\(job.kind)"])
            return
        }
        let fault: Logger.Metadata = ["job": "\(job.id)", "kind": "\(job.kind)"]
        try db.hook(terms.logger, fault) { try change(db, state) }
        guard state == .discarded, let reason = end.reason else { return }
        try db.hook(terms.logger, fault) {
            try terms.handlers[job.kind]?.gaveUp(job, because: reason, now: now, in: db)
        }
    }

    private func beginNext(_ db: Database, now: Date) throws {
        let table = JobTable(db)
        let end = now.addingTimeInterval(terms.lease.seconds)
        if waiting.isEmpty {
            waiting = try table.claim(
                queue: terms.queue, limit: terms.ahead, worker: terms.worker, now: now,
                leaseEndsAt: end)
            leaseEndsAt = end
        } else if leaseEndsAt.timeIntervalSince(now) < terms.lease.seconds / 2 {
            try table.extendLeases(of: waiting, worker: terms.worker, to: end)
            leaseEndsAt = end
        }
        while begun == nil, !waiting.isEmpty { try begin(waiting.removeFirst(), table, now: now) }
    }

    /// What this worker lost to somebody else does not begin, nor does what came into the wrong queue.
    private func begin(_ job: Job, _ table: JobTable, now: Date) throws {
        guard terms.handlers[job.kind]?.kind.queue == terms.queue else {
            return try table.sendBack(job, worker: terms.worker)
        }
        if try table.start(job, worker: terms.worker, now: now) { begun = job }
    }

    /// Runs `body` in a tick. When that fails, this feed is as it was before.
    @discardableResult
    private func commit(_ body: @escaping (JobFeed, Database, Date) throws -> Void) -> Bool {
        let before = (begun, waiting, leaseEndsAt)
        let work = Confined(value: (feed: self, body: body))
        let clock = terms.context.clock
        do {
            try terms.context.ticks.write { db in
                try work.value.body(work.value.feed, db, clock.now())
            }
            failure = nil
            return true
        } catch {
            (begun, waiting, leaseEndsAt) = before
            failure = error
            terms.logger.error(
                "the queue could not be written", metadata: ["error": "\(error)"])
            return false
        }
    }
}

/// Carries a lane's feed into the tick and back.
///
/// `@unchecked Sendable` because the lane's thread waits, touching nothing, while the tick runs the body.
private struct Confined<Value>: @unchecked Sendable {
    // because the lane waits for the tick
    let value: Value
}

extension JobEnd {
    /// Why it ended without success; nil when it did not.
    var reason: String? {
        switch self {
        case .failed(let text), .discarded(let text): text
        case .completed, .snoozed: nil
        }
    }
}
