/// How one queue is run, and its branches: queues that are made on demand by naming them, such as `mail/example.org`.
///
/// What can be throttled or paused on its own is a branch of its own. Lanes take turns over the branches, so one
/// that is closed or flooded keeps nobody else from his turn.
public struct QueueSetup: Sendable {
    /// The value of `job.queue`; that of a branch begins with it and a slash.
    public let name: String
    /// How many lanes work side by side at most, 1...200: Dispatch ends at 255 threads.
    public let lanes: Int
    /// How many jobs a lane claims at once, 1...1000.
    public let ahead: Int
    /// How many jobs a lane begins and ends in one commit, 1...`ahead`. For short work that bears being done twice: when
    /// the process dies, up to so many are done again in each lane. The default is 1.
    public let batch: Int
    /// What the lanes do; nil runs each job with the handler of its kind.
    public let worker: (any LaneWorker)?

    public init(
        name: String, lanes: Int = 1, ahead: Int = 1, batch: Int = 1,
        worker: (any LaneWorker)? = nil
    ) {
        precondition((1...200).contains(lanes), "lanes must lie in 1...200")
        precondition((1...1000).contains(ahead), "ahead must lie in 1...1000")
        precondition((1...ahead).contains(batch), "batch must lie in 1...ahead")
        precondition(!name.contains("/"), "a slash is for branches")
        self.name = name
        self.lanes = lanes
        self.ahead = ahead
        self.batch = batch
        self.worker = worker
    }

    /// Whether `queue` is this queue or one of its branches.
    func owns(_ queue: String) -> Bool {
        queue == name || queue.hasPrefix(name + "/")
    }
}
