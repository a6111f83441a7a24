/// What a lane of a queue does with its jobs: one after the other, or a session that carries many.
public protocol LaneWorker: Sendable {
    /// Takes jobs from `feed` and finishes each before it takes the next, until there is none.
    ///
    /// Blocks its thread. Several lanes of a queue run side by side, each with a feed of its own.
    func work(_ feed: JobFeed) -> LaneEnd
}

/// Why a lane ended.
public enum LaneEnd: Equatable, Sendable {
    /// Nothing was due any more, or the worker wants a fresh start.
    case done
    /// What the queue's jobs need is not there now. No lane of this queue starts before the time is over, by the
    /// monotonic clock.
    case closed(wait: Duration, reason: String)
}

/// Runs each job with the handler of its kind.
struct HandlerWorker: LaneWorker {
    let handlers: [String: any JobLifecycle]
    let context: JobContext

    func work(_ feed: JobFeed) -> LaneEnd {
        while let job = feed.next() {
            feed.finish(job, end(of: job))
        }
        return .done
    }

    private func end(of job: Job) -> JobEnd {
        guard let handler = handlers[job.kind] as? any JobHandler else {
            return .discarded(reason: "unknown kind '\(job.kind)' in queue '\(job.queue)'")
        }
        do {
            return try handler.run(job, in: context)
        } catch {
            return .failed(error: "\(error)")
        }
    }
}
