public import Foundation
import GRDB
import Model

/// One queue as an operator sees it: what is set for it and what it holds.
public struct QueueListing: Codable, Equatable, Sendable {
    /// The value of `job.queue`.
    public let name: String
    /// Jobs that wait and could begin now.
    public var due = 0
    /// Jobs that wait for their time.
    public var later = 0
    public var running = 0
    /// Since when nothing of it begins; nil when it is open.
    public var pausedAt: Date?
    /// Why; empty when nobody said.
    public var pausedBecause = ""
    /// Which queue is paused: itself, or the one that it is a branch of. nil when it is open.
    public var pausedBy: String?
    public var ratePerSecond: Double?
    /// How many may begin at once after a rest; 1 without a rate.
    public var burst = 1
    /// How many run side by side at most; nil is as configured.
    public var lanes: Int?
    public var capacity: Int?
    /// Since when enqueueing is refused; nil when there is room.
    public var fullAt: Date?

    init(name: String) {
        self.name = name
    }
}

extension QueueTable {
    /// All queues there are, by name: those with a setting, those that a kind runs in, and those with a job that is
    /// not finished.
    ///
    /// Reads the partial indexes of `job`: finished jobs cost nothing.
    public func list(now: Date) throws -> [QueueListing] {
        var queues: [String: QueueListing] = [:]
        func update(_ name: String, _ change: (inout QueueListing) -> Void) {
            change(&queues[name, default: QueueListing(name: name)])
        }
        for queue in try kinds().values { update(queue) { _ in } }
        for row in try waiting(now) {
            update(row[0]) { ($0.due, $0.later) = (row[1], row[2]) }
        }
        for row in try running() { update(row[0]) { $0.running = row[1] } }
        let settings = try all()
        for setting in settings { update(setting.name) { $0.take(setting) } }
        for paused in settings where paused.pausedAt != nil {
            for name in queues.keys where name == paused.name || Self.root(of: name) == paused.name
            {
                update(name) { $0.pause(paused) }
            }
        }
        return queues.values.sorted { $0.name < $1.name }
    }

    private func waiting(_ now: Date) throws -> [Row] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT queue, count(*) FILTER (WHERE scheduled_at <= ?1),
                    count(*) FILTER (WHERE scheduled_at > ?1)
                FROM job WHERE \(JobTable.claimable) GROUP BY queue
                """, arguments: [now.unixMilliseconds])
    }

    private func running() throws -> [Row] {
        try Row.fetchAll(
            db, sql: "SELECT queue, count(*) FROM job WHERE state = 'running' GROUP BY queue")
    }
}

extension QueueListing {
    fileprivate mutating func take(_ settings: QueueSettings) {
        ratePerSecond = settings.ratePerSecond
        burst = settings.burst
        lanes = settings.lanes
        capacity = settings.capacity
        fullAt = settings.fullAt
    }

    fileprivate mutating func pause(_ settings: QueueSettings) {
        // A pause of its own says more than that of the queue it is a branch of.
        guard pausedBy != name else { return }
        pausedAt = settings.pausedAt
        pausedBecause = settings.pausedBecause
        pausedBy = settings.name
    }
}

extension QueueTable {
    /// Since when the job that waits longest in each queue could have begun; queues in which nothing is
    /// due are left out. Reads the partial index of waiting jobs.
    public func oldestDue(now: Date) throws -> [String: Date] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT queue, min(scheduled_at) FROM job
                WHERE \(JobTable.claimable) AND scheduled_at <= ? GROUP BY queue
                """, arguments: [now.unixMilliseconds])
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0[0], Date(unixMilliseconds: $0[1])) })
    }
}
