import Foundation
import Model
import Synchronization

/// Keeps the sessions of a relay together under a number of messages per second, by a clock that nobody sets: the one
/// that is configured, and a lower one for a while after the relay refused by rate.
final class Pace: Sendable {
    /// What one message gets.
    struct Slot: Equatable {
        /// How long to wait until it may start.
        let wait: Duration
        /// Until when the rate is used up then; nil without a rate.
        let spentUntil: Date?
    }

    /// A learned rate that an answer changed.
    struct Lesson: Equatable, Sendable {
        /// Nil when none is needed any more.
        let rate: LearnedRate?
    }

    private struct State {
        var nextSlot = Date.distantPast
        var learned: LearnedRate?
    }

    private let configured: Double?
    private let state = Mutex(State())

    /// - Parameter perSecond: Messages per second, more than 0; nil is without limit.
    init(perSecond: Double?) {
        configured = perSecond
    }

    /// Goes on from what a process before this one has written down, at most `slots` messages ahead of `now`.
    func goOn(from spentUntil: Date?, learned: LearnedRate? = nil, slots: Int, now: Date) {
        state.withLock { state in
            state.learned = learned
            guard let interval = interval(state), let spentUntil else { return }
            let latest = now.addingTimeInterval(interval * Double(slots))
            state.nextSlot = max(state.nextSlot, min(spentUntil, latest))
        }
    }

    /// Takes the next slot.
    func slot(now: Date) -> Slot {
        state.withLock { state in
            guard let interval = interval(state) else { return Slot(wait: .zero, spentUntil: nil) }
            let start = max(state.nextSlot, now)
            state.nextSlot = start.addingTimeInterval(interval)
            let wait = Duration.milliseconds(
                Int64((start.timeIntervalSince(now) * 1000).rounded(.up)))
            return Slot(wait: wait, spentUntil: state.nextSlot)
        }
    }

    /// Learns from what became of a message: slower after a refusal by rate that was the relay's own, faster again as
    /// letters are taken.
    ///
    /// - Returns: What to write down; nil when nothing changed.
    func learn(from outcome: DeliveryOutcome, now: Date) -> Lesson? {
        state.withLock { state in
            let before = state.learned
            if outcome.isRateOfRelay {
                state.learned = .slowed(before, allowed: configured, now: now, within: .relay)
            } else if case .accepted = outcome {
                state.learned = before?.recovering(allowed: configured, now: now, within: .relay)
            }
            return state.learned == before ? nil : Lesson(rate: state.learned)
        }
    }

    /// Between two messages, in seconds.
    private func interval(_ state: State) -> TimeInterval? {
        [configured, state.learned?.perSecond].compactMap(\.self).min().map { 1 / $0 }
    }
}

extension DeliveryOutcome {
    /// What the relay said when it did not take a message.
    var refusal: ScrubbedReply? {
        switch self {
        case .refusedForNow(let reply), .refusedForGood(let reply): reply
        case .notAttempted(_, let reply): reply
        case .accepted, .inDoubt: nil
        }
    }

    fileprivate var isRateOfRelay: Bool {
        guard let refusal else { return false }
        return !refusal.answersRCPT && ReplyClass.namesRate(refusal)
    }
}
