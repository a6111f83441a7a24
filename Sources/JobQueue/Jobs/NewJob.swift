public import Foundation

/// A job to enqueue.
public struct NewJob: Equatable, Sendable {
    public var kind: String
    /// A JSON object. The default is `{}`.
    public var args: String
    /// The default is `inbox`: the queue, attempts and expiry of its kind are filled in by the intake.
    public var queue: String
    /// 0 is first, 3 is last. The default is 2.
    public var priority: Int
    /// The default is nil: now.
    public var scheduledAt: Date?
    /// The default is nil: what its kind decides.
    public var expiresAt: Date?
    /// 1...1000. The default is nil: what its kind decides.
    public var maxAttempts: Int?
    /// At most one job of a kind with this key is in the table, finished ones included. The default is nil: no limit.
    public var uniqueKey: String?
    /// The occurrence that a schedule meant. The default is nil.
    public var scheduledFor: Date?
    /// Words to find it by. The default is none.
    public var tags: [String]

    public init(
        kind: String, args: String = "{}", queue: String = JobTable.inbox, priority: Int = 2,
        scheduledAt: Date? = nil, expiresAt: Date? = nil, maxAttempts: Int? = nil,
        uniqueKey: String? = nil, scheduledFor: Date? = nil, tags: [String] = []
    ) {
        self.kind = kind
        self.args = args
        self.queue = queue
        self.priority = priority
        self.scheduledAt = scheduledAt
        self.expiresAt = expiresAt
        self.maxAttempts = maxAttempts
        self.uniqueKey = uniqueKey
        self.scheduledFor = scheduledFor
        self.tags = tags
    }
}

/// What enqueueing found.
public enum Enqueued: Equatable, Sendable {
    case inserted(id: Int64)
    /// A job of the same kind and unique key is there already.
    case exists(id: Int64, state: JobState)

    public var id: Int64 {
        switch self {
        case .inserted(let id), .exists(let id, _): id
        }
    }
}
