public import Foundation
import GRDB
import Model

/// A job and what stands around it: all that decides whether it runs.
public struct JobSituation: Equatable, Sendable {
    public var job: JobRecord
    /// Whether a process has the database (``DatabaseLock/isHeld(database:)``); nil when nobody can tell.
    public var isServed: Bool?
    /// Whether a kind runs in its queue. The default is true; also true before a daemon has said which kinds there are.
    public var isQueueOwned = true
    /// The pause that keeps it from beginning: its queue's own, or that of the queue it is a branch of.
    public var pause: QueueSettings?
    /// How many jobs of its queue begin in a second at most; nil is no limit.
    public var ratePerSecond: Double?
    /// How long until the rate lets one more job of its queue begin. The default is 0.
    public var wait: Duration = .zero
    /// Due jobs of its queue with a higher priority.
    public var ahead = 0
    /// Due jobs of its queue with the same priority that came earlier.
    public var earlier = 0
    /// Jobs of its queue that run now.
    public var running = 0
    /// How many of its queue run side by side at most; nil is as many as it has lanes.
    public var lanes: Int?

    public init(job: JobRecord, isServed: Bool?) {
        self.job = job
        self.isServed = isServed
    }
}

extension JobTable {
    /// What stands around a job at `now`; nil when there is none with this id (any more).
    public func situation(of id: Int64, isServed: Bool?, now: Date) throws -> JobSituation? {
        guard let job = try record(id) else { return nil }
        var situation = JobSituation(job: job, isServed: isServed)
        guard !job.state.isFinal else { return situation }
        let queues = QueueTable(db)
        let owned = Set(try queues.kinds().values)
        situation.isQueueOwned =
            owned.isEmpty || owned.contains(QueueTable.root(of: job.queue) ?? job.queue)
        situation.pause = try queues.pauseInForce(job.queue)
        let settings = try queues.find(job.queue)
        situation.ratePerSecond = settings?.ratePerSecond
        situation.lanes = settings?.lanes
        situation.wait = try queues.wait(of: job.queue, now: now) ?? .zero
        situation.ahead = try aheadByPriority(of: job, now: now)
        situation.earlier = try aheadByTime(of: job)
        situation.running = try runningCount(queue: job.queue)
        return situation
    }

    private func aheadByPriority(of job: JobRecord, now: Date) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM job WHERE \(Self.claimable) AND queue = ?
                    AND priority IN (0, 1, 2, 3) AND priority < ? AND scheduled_at <= ?
                """, arguments: [job.queue, job.priority, now.unixMilliseconds]) ?? 0
    }

    /// In the order of the claim.
    private func aheadByTime(of job: JobRecord) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM job WHERE \(Self.claimable) AND queue = ? AND priority = ?
                    AND (scheduled_at, id) < (?, ?)
                """,
            arguments: [job.queue, job.priority, job.scheduledAt.unixMilliseconds, job.id]) ?? 0
    }

    private func runningCount(queue: String) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM job WHERE state = 'running' AND queue = ?",
            arguments: [queue]) ?? 0
    }
}

extension QueueTable {
    /// The pause that holds for `name`: that of the queue it is a branch of before its own; nil when it is open.
    fileprivate func pauseInForce(_ name: String) throws -> QueueSettings? {
        try [Self.root(of: name), name].compactMap(\.self).compactMap(find)
            .first { $0.pausedAt != nil }
    }
}
