public import Foundation

/// What an operator has set for one queue. A queue without a row has none of it.
public struct QueueSettings: Codable, Equatable, Sendable {
    /// The value of `job.queue`.
    public let name: String
    /// Since when nothing of it begins; nil when it is open.
    public let pausedAt: Date?
    /// Why; empty when nobody said.
    public let pausedBecause: String
    /// How many of its jobs may begin in a second; nil is no limit.
    public let ratePerSecond: Double?
    /// How many may begin at once after a rest.
    public let burst: Int
    /// How many of its jobs run side by side at most; nil is as many as it has lanes.
    public let lanes: Int?
    /// How many jobs may wait in it before enqueueing is refused; nil is no limit.
    public let capacity: Int?
    /// Since when enqueueing is refused; nil when there is room.
    public let fullAt: Date?

    let spentUntil: Date?

    var limit: RateLimit? { ratePerSecond.map { RateLimit(perSecond: $0, burst: burst) } }
}

/// Enqueueing was refused because so many jobs of the queue wait already. Nothing is written.
public struct QueueFull: Error, Equatable, CustomStringConvertible {
    public let kind: String

    public init(kind: String) {
        self.kind = kind
    }

    public var description: String {
        "the queue of \(kind) is full; enqueue it later, or give the queue a higher capacity"
    }
}
