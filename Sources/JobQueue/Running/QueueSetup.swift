/// How one queue is run.
public struct QueueSetup: Sendable {
    /// The value of `job.queue`.
    public let name: String
    /// How many lanes work side by side at most, 1...200: Dispatch ends at 255 threads.
    public let lanes: Int
    /// How many jobs a lane claims at once, 1...1000.
    public let ahead: Int
    /// What the lanes do; nil runs each job with the handler of its kind.
    public let worker: (any LaneWorker)?

    public init(name: String, lanes: Int = 1, ahead: Int = 1, worker: (any LaneWorker)? = nil) {
        precondition((1...200).contains(lanes), "lanes must lie in 1...200")
        precondition((1...1000).contains(ahead), "ahead must lie in 1...1000")
        self.name = name
        self.lanes = lanes
        self.ahead = ahead
        self.worker = worker
    }
}
