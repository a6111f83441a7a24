import Foundation
import Model
import Synchronization

/// Keeps the sessions of a relay together under a number of messages per second, by a clock that nobody sets.
final class Pace: Sendable {
    /// What one message gets.
    struct Slot: Equatable {
        /// How long to wait until it may start.
        let wait: Duration
        /// Until when the rate is used up then; nil without a rate.
        let spentUntil: Date?
    }

    private let interval: TimeInterval?
    private let nextSlot = Mutex(Date.distantPast)

    /// - Parameter perSecond: Messages per second, more than 0; nil is without limit.
    init(perSecond: Double?) {
        interval = perSecond.map { 1 / $0 }
    }

    /// Goes on from what a process before this one has written down, at most `slots` messages ahead of `now`.
    func goOn(from spentUntil: Date?, slots: Int, now: Date) {
        guard let interval, let spentUntil else { return }
        let latest = now.addingTimeInterval(interval * Double(slots))
        nextSlot.withLock { $0 = max($0, min(spentUntil, latest)) }
    }

    /// Takes the next slot.
    func slot(now: Date) -> Slot {
        guard let interval else { return Slot(wait: .zero, spentUntil: nil) }
        return nextSlot.withLock { next in
            let start = max(next, now)
            next = start.addingTimeInterval(interval)
            let wait = Duration.milliseconds(
                Int64((start.timeIntervalSince(now) * 1000).rounded(.up)))
            return Slot(wait: wait, spentUntil: next)
        }
    }
}
