public import Foundation

/// How many jobs a queue may begin in a second, and how many at once after a rest.
///
/// The generic cell rate algorithm (ITU-T I.371): all it remembers is one instant, until which the rate is spent.
public struct RateLimit: Equatable, Sendable {
    /// Jobs a second, 0.0001...100000.
    public let perSecond: Double
    /// How many may begin at once when the queue has rested, 1...100000.
    public let burst: Int

    public init(perSecond: Double, burst: Int = 1) {
        precondition(
            (0.0001...100_000).contains(perSecond), "perSecond must lie in 0.0001...100000")
        precondition((1...100_000).contains(burst), "burst must lie in 1...100000")
        self.perSecond = perSecond
        self.burst = burst
    }

    /// What one job costs, in seconds.
    private var interval: Double { 1 / perSecond }

    /// How many jobs may begin now, up to `wanted`.
    ///
    /// - Parameter spentUntil: What ``spend(_:spentUntil:now:)`` gave last; nil when nothing was ever spent.
    public func grant(_ wanted: Int, spentUntil: Date?, now: Date) -> Int {
        let ahead = spent(spentUntil, now).timeIntervalSince(now)
        // Half a millisecond: instants are kept in milliseconds.
        return max(
            0, min(wanted, Int((Double(burst) - (ahead - 0.0005) / interval).rounded(.down))))
    }

    /// Until when the rate is spent after `count` jobs begin now.
    public func spend(_ count: Int, spentUntil: Date?, now: Date) -> Date {
        max(spent(spentUntil, now), now).addingTimeInterval(Double(count) * interval)
    }

    /// How long until one more job may begin; 0 when it may now.
    public func wait(spentUntil: Date?, now: Date) -> Duration {
        let ahead = spent(spentUntil, now).timeIntervalSince(now)
        return .milliseconds(
            Int64((max(0, ahead - Double(burst - 1) * interval) * 1000).rounded(.up)))
    }

    /// Never further ahead than a whole burst: a clock that was set back must not close the queue until it has caught up.
    private func spent(_ until: Date?, _ now: Date) -> Date {
        guard let until else { return now }
        return min(max(until, now), now.addingTimeInterval(Double(burst) * interval))
    }
}
