import Dispatch
public import Foundation
public import GRDB
import Logging
import Model

/// One lane's view of its queue: claims a few jobs ahead, hands them out one at a time and finishes them.
///
/// Finishing a job (or a batch of them), writing down that the next begins and claiming more are one commit. Belongs to one lane and is
/// used on its thread only.
public final class JobFeed {
    /// How this feed works; the same for all lanes of a queue.
    struct Terms: Sendable {
        let setup: QueueSetup
        /// Which queue comes next.
        let turns: QueueTurns
        /// When set, the feed gives this one job and no other.
        let alone: Int64?
        let lease: Duration
        let handlers: [String: any JobLifecycle]
        let control: JobControl
        let context: JobContext
        /// What rates are measured by.
        let steady: WallClock
        /// Whether another job may begin: not when the process stops, when these terms are no longer those of the queue, or
        /// when there is no room to write down what became of it.
        let mayBegin: @Sendable () -> Bool
        let logger: Logger

        var worker: String { context.worker }
    }

    private let terms: Terms
    private var hand = Hand()
    /// What has ended and is not written down yet.
    private var ended: [Ended] = []
    private var batchBegan = ContinuousClock.now
    /// Why the database took no claim; nil when it did.
    private(set) var failure: (any Error)?

    /// The jobs in hand. A value: when a commit fails, they are as they were before.
    private struct Hand {
        /// Written down as begun; the first is the one that ``next()`` gives.
        var begun: [Job] = []
        /// Claimed, not begun.
        var waiting: [Job] = []
        /// Where they came from, as ``QueueTurns`` knows it.
        var source: String?
        /// Whether ``Terms/alone`` was asked for.
        var isSpent = false
    }

    private struct Ended {
        let job: Job
        let end: JobEnd
        let retryAt: Date?
        let change: (@Sendable (Database, JobState) throws -> Void)?
    }

    /// Longer than this the ends of a batch do not wait for each other.
    private static let batchPatience: Duration = .milliseconds(50)

    init(_ terms: Terms) {
        self.terms = terms
    }

    /// Whether the process wants to stop: what is not yet on its way had better wait.
    public var isStopping: Bool { terms.context.isStopping() }

    /// The next job, begun; nil when none is due, the process stops, or the database does not take a claim.
    ///
    /// - Precondition: The job given before is finished.
    public func next() -> Job? {
        guard terms.mayBegin() else { return nil }
        if let job = hand.begun.first { return job }
        commit { feed, db, now in try feed.beginNext(db, now: now) }
        batchBegan = .now
        return hand.begun.first
    }

    /// Ends the job that ``next()`` gave last, together with `change`, in one commit. When it returns, that is durable,
    /// unless the queue's setup has jobs end in batches.
    ///
    /// As long as the database cannot take it (no room on the disk), this tries again every second until the process
    /// stops: a job whose end is not written down would be done again. Does nothing to a job that this worker no longer holds;
    /// `change` is not made either then.
    ///
    /// - Parameters:
    ///   - retryAt: When the job comes back if it failed and has attempts left. The default is after the wait of its kind.
    ///   - change: What the worker wants to be written with it; may run more than once, only the last counts.
    ///     Gets the state that the job has now.
    public func finish(
        _ job: Job, _ end: JobEnd, retryAt: Date? = nil,
        with change: (@Sendable (Database, JobState) throws -> Void)? = nil
    ) {
        precondition(hand.begun.first?.id == job.id, "a job that was not given last is finished")
        hand.begun.removeFirst()
        ended.append(Ended(job: job, end: end, retryAt: retryAt, change: change))
        if hand.begun.isEmpty || ContinuousClock.now - batchBegan > Self.batchPatience {
            settle(beginning: hand.begun.isEmpty && terms.mayBegin())
        }
    }

    /// Writes down what has ended, and with it the beginning of the next.
    private func settle(beginning: Bool) {
        var begins = beginning
        while !ended.isEmpty {
            let isDone = commit { feed, db, now in
                for ended in feed.ended { try feed.end(ended, db, now: now) }
                if begins { try feed.beginNext(db, now: now) }
            }
            if isDone {
                ended = []
            } else if terms.context.isStopping() {
                return
            } else {
                // What keeps the next from beginning must not keep these from ending.
                begins = false
                Thread.sleep(forTimeInterval: 1)
            }
        }
        batchBegan = .now
    }

    /// Writes down what has ended and gives back what was claimed and not done; its attempts do not count. Called when the
    /// lane ends. As persistent as ``finish(_:_:with:)``: while this process lives, nobody else takes a job from it.
    func close() {
        settle(beginning: false)
        giveBack(hand.begun + hand.waiting)
        if let source = hand.source { terms.turns.leave(source) }
        hand = Hand()
    }

    private func giveBack(_ jobs: [Job]) {
        while !jobs.isEmpty, !isGivenBack(jobs), !terms.context.isStopping() {
            Thread.sleep(forTimeInterval: 1)
        }
    }

    private func isGivenBack(_ jobs: [Job]) -> Bool {
        commit { feed, db, _ in try JobTable(db).giveBack(jobs, worker: feed.terms.worker) }
    }

    // MARK: Inside the commit

    private func end(_ ended: Ended, _ db: Database, now: Date) throws {
        let (job, end) = (ended.job, ended.end)
        let state = try JobTable(db).finish(
            job, end, worker: terms.worker, now: now,
            retryAt: ended.retryAt ?? retryTime(of: job, now: now))
        guard let state else {
            terms.logger.warning(
                "a job was finished by a worker that no longer held it",
                metadata: ["job": "\(job.id)", "kind": "\(job.kind)"])
            return
        }
        if let change = ended.change {
            try db.hook(terms.logger, ["job": "\(job.id)", "kind": "\(job.kind)"]) {
                try change(db, state)
            }
        }
        if let loss = end.loss(in: state) { try terms.control.tell(job, loss, now: now, in: db) }
    }

    private func retryTime(of job: Job, now: Date) -> Date {
        let policy = terms.handlers[job.kind]?.kind.retry ?? RetryPolicy()
        let wait = policy.wait(afterAttempt: job.attempt, chance: .random(in: 0..<1))
        return now.addingTimeInterval(wait.seconds)
    }

    private func beginNext(_ db: Database, now: Date) throws {
        if hand.waiting.isEmpty { hand.waiting = try claim(db, now: now) }
        while hand.begun.count < terms.setup.batch, !hand.waiting.isEmpty {
            try begin(hand.waiting.removeFirst(), db, now: now)
        }
    }

    /// Claims from the first queue in turn that has something.
    private func claim(_ db: Database, now: Date) throws -> [Job] {
        if let id = terms.alone { return try claimAlone(id, db, now: now) }
        for name in terms.turns.order() {
            let jobs = try claim(from: name, db, now: now)
            if !jobs.isEmpty { return jobs }
        }
        return []
    }

    private func claimAlone(_ id: Int64, _ db: Database, now: Date) throws -> [Job] {
        guard !hand.isSpent else { return [] }
        hand.isSpent = true
        let job = try JobTable(db).claim(
            id: id, worker: terms.worker, now: now, leaseEndsAt: leaseEnd(now))
        return job.map { [$0] } ?? []
    }

    private func claim(from name: String, _ db: Database, now: Date) throws -> [Job] {
        let queues = QueueTable(db)
        let steady = terms.steady.now()
        let permit = try queues.permit(name, ahead: terms.setup.ahead, now: steady)
        guard permit.count > 0, enter(name, limit: permit.settings?.lanes) else { return [] }
        var jobs: [Job] = []
        // Also when the claim throws: a place that is not left is one lane less until the end of the process.
        defer { keep(jobs.isEmpty ? nil : name, entered: name) }
        jobs = try JobTable(db).claim(
            queue: name, limit: permit.count, worker: terms.worker, now: now,
            leaseEndsAt: leaseEnd(now), starting: startsAtOnce)
        if let settings = permit.settings {
            try queues.spend(jobs.count, of: settings, now: steady)
        }
        return jobs
    }

    /// Whether all that is claimed begins at once: then claim and start are one statement.
    private var startsAtOnce: Bool { terms.setup.batch >= terms.setup.ahead }

    private func enter(_ name: String, limit: Int?) -> Bool {
        name == hand.source || terms.turns.enter(name, limit: limit)
    }

    /// The former source is left when this is committed.
    private func keep(_ name: String?, entered: String) {
        if let name {
            hand.source = name
        } else if entered != hand.source {
            terms.turns.leave(entered)
        }
    }

    private func leaseEnd(_ now: Date) -> Date { now.addingTimeInterval(terms.lease.seconds) }

    /// What this worker lost to somebody else does not begin, nor what came into the wrong queue, past the intake, or is
    /// not wanted any more.
    private func begin(_ job: Job, _ db: Database, now: Date) throws {
        let table = JobTable(db)
        guard job.isTakenIn, terms.handlers[job.kind]?.kind.queue == terms.setup.name else {
            return try table.sendBack(job, worker: terms.worker)
        }
        if try startsAtOnce || terms.alone != nil
            || table.start(job, worker: terms.worker, now: now)
        {
            hand.begun.append(job)
        } else {
            // Unless it is lost, somebody asked to cancel it: the dispatcher ends it at its next look.
            try table.giveBack([job], worker: terms.worker)
        }
    }

    private func takeBack(_ before: Hand) {
        leave(hand.source, unless: before.source)
        hand = before
    }

    private func leave(_ source: String?, unless kept: String?) {
        if let source, source != kept { terms.turns.leave(source) }
    }

    /// Runs `body` in a tick. When that fails, this feed is as it was before.
    @discardableResult
    private func commit(_ body: @escaping (JobFeed, Database, Date) throws -> Void) -> Bool {
        let before = Confined(value: hand)
        let work = Confined(value: (feed: self, body: body))
        let clock = terms.context.clock
        do {
            try terms.context.ticks.write(repeatable: true) { db in
                work.value.feed.takeBack(before.value)
                try work.value.body(work.value.feed, db, clock.now())
            }
            failure = nil
            leave(before.value.source, unless: hand.source)
            return true
        } catch {
            takeBack(before.value)
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
    /// What it means when the job is in `state` now; nil when its work was done, or comes back.
    func loss(in state: JobState) -> JobLoss? {
        switch (self, state) {
        case (.failed(let error), .discarded): .failed(error: error)
        case (.discarded(let reason), .discarded): .discarded(reason: reason)
        case (.cancelled(let reason), .cancelled): .cancelled(reason: reason)
        case (_, .cancelled): .cancelled(reason: "cancelled while it ran")
        default: nil
        }
    }
}
