@preconcurrency import Dispatch
import Model

/// Does something again and again, by the monotonic clock, until it is let go of.
final class RepeatingTimer {
    private let source: any DispatchSourceTimer

    /// - Parameters:
    ///   - interval: Between two times, and before the first; at least a millisecond.
    ///   - queue: A serial queue of its own, so that nothing else delays it.
    init(
        every interval: Duration, on queue: DispatchQueue, _ action: @escaping @Sendable () -> Void
    ) {
        source = DispatchSource.makeTimerSource(queue: queue)
        let seconds = max(interval.seconds, 0.001)
        source.schedule(deadline: .now() + seconds, repeating: seconds)
        source.setEventHandler { @Sendable in action() }
        source.resume()
    }

    deinit { source.cancel() }
}
