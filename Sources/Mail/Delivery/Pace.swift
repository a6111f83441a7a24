import Dispatch
import Synchronization

/// Keeps the sessions of a relay together under a number of messages per second, by the monotonic clock.
final class Pace: Sendable {
    private let interval: UInt64
    private let nextSlot = Mutex<UInt64>(0)

    /// - Parameter perSecond: Messages per second, more than 0; nil is without limit.
    init(perSecond: Double?) {
        interval = perSecond.map { UInt64(1e9 / $0) } ?? 0
    }

    /// How long to wait from `now` until the next message may start. Each call takes a slot.
    ///
    /// - Parameter now: Nanoseconds of the monotonic clock.
    func wait(now: UInt64) -> Duration {
        guard interval > 0 else { return .zero }
        return nextSlot.withLock { slot in
            let start = max(slot, now)
            slot = start + interval
            return .nanoseconds(Int64(start - now))
        }
    }
}
