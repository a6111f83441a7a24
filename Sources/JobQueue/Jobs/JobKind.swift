/// What all jobs of one kind have in common; the intake gives it to rows that others inserted.
public struct JobKind: Equatable, Sendable {
    /// The value of `job.kind`.
    public let name: String
    /// The queue its jobs run in. Jobs of one queue share lanes.
    public let queue: String
    /// 1...1000. The default is 20.
    public let maxAttempts: Int
    /// How long after its `scheduled_at` a job loses its sense. The default is nil: never.
    public let lifetime: Duration?
    public let retry: RetryPolicy
    /// How long its finished jobs are kept. The default is nil: as long as those of all kinds.
    public let retention: JobRetention?

    public init(
        name: String, queue: String, maxAttempts: Int = 20, lifetime: Duration? = nil,
        retry: RetryPolicy = RetryPolicy(), retention: JobRetention? = nil
    ) {
        precondition((1...1000).contains(maxAttempts), "maxAttempts must lie in 1...1000")
        precondition(
            queue != JobTable.inbox && queue != JobTable.held && !queue.contains("/"),
            "the queue name is reserved")
        self.name = name
        self.queue = queue
        self.maxAttempts = maxAttempts
        self.lifetime = lifetime
        self.retry = retry
        self.retention = retention
    }
}
