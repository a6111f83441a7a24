public import Foundation
import Model
import Synchronization

/// The one source of the time of day. Nothing else asks the system what time it is.
public struct WallClock: Sendable {
    /// The time now.
    public let now: @Sendable () -> Date

    public init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// The system's clock, cut to milliseconds as the database keeps them.
    public static let system = WallClock {
        Date(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// Shows the system's time as it was when the process started and goes on from there by the monotonic clock: nobody
    /// sets it. For rates, which have to last over restarts.
    public static let steady: WallClock = {
        let (start, began) = (WallClock.system.now(), ContinuousClock.now)
        return WallClock {
            Date(
                unixMilliseconds: start.unixMilliseconds
                    + (ContinuousClock.now - began).milliseconds)
        }
    }()
}

/// A clock that stands still until it is set: for `run --drain --now` and for tests.
public final class StandingClock: Sendable {
    private let instant: Mutex<Date>

    public init(at instant: Date) {
        self.instant = Mutex(instant)
    }

    /// What is handed to everything that asks for the time.
    public var clock: WallClock { WallClock { self.instant.withLock { $0 } } }

    /// Moves the hands.
    public func set(to instant: Date) {
        self.instant.withLock { $0 = instant }
    }
}
