import Synchronization

/// A monotonic clock that goes on when it is told to.
public final class SteppedTime: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    public init() {}

    /// What is handed to everything that asks for the time.
    public var now: @Sendable () -> ContinuousClock.Instant {
        { self.instant.withLock { $0 } }
    }

    public func advance(by time: Duration) {
        instant.withLock { $0 += time }
    }
}
