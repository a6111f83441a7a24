import Dispatch
import Foundation
import JobQueue
import Model
import Synchronization

/// Who works with which relay now: seats sessions and remembers what they found.
final class RelayBoard: Sendable {
    /// A session's relay.
    struct Seat: Equatable, Sendable {
        let index: Int
        /// Whether it tries with one letter if the relay is back.
        let isProbe: Bool
    }

    /// What a lane is told that wants a session.
    enum Place: Equatable {
        case seat(Seat)
        /// All relays are paused.
        case closed(wait: Duration, reason: String)
        /// There is nothing to wait for any more.
        case stopped
    }

    private struct State {
        var relays: [RelayChoice.Situation]
        var isLoaded = false
        /// How many lanes wait for a session to end.
        var waiting = 0

        mutating func sit(at index: Int, isProbe: Bool) -> Seat {
            relays[index].sessions += 1
            if isProbe { relays[index].isProbed = true }
            return Seat(index: index, isProbe: isProbe)
        }
    }

    let paces: [Pace]
    private let steady: WallClock
    private let state: Mutex<State>
    private let sessionEnded = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - relays: In the order of preference, at least one.
    ///   - steady: A clock that nobody sets.
    init(_ relays: [Relay], steady: WallClock) {
        precondition(!relays.isEmpty, "letters need a relay")
        self.steady = steady
        paces = relays.map { Pace(perSecond: $0.ratePerSecond) }
        state = Mutex(
            State(relays: relays.map { RelayChoice.Situation(connections: $0.connections) }))
    }

    /// Goes on from what the process before has left; the first call counts.
    ///
    /// - Parameters:
    ///   - read: One entry for each relay, in their order.
    ///   - atOnce: Whether a relay that is paused may be tried now; else when its time has come.
    func load(triesAtOnce atOnce: Bool, _ read: () throws -> [RelayTable.Entry?]) throws {
        try state.withLock { state in
            guard !state.isLoaded else { return }
            let now = steady.now()
            for (index, entry) in try read().enumerated() {
                guard let entry else { continue }
                state.relays[index].health = entry.health.goingOn(at: now, triesAtOnce: atOnce)
                let slots = state.relays[index].connections
                paces[index].goOn(
                    from: entry.spentUntil, learned: entry.learned, slots: slots, now: now)
            }
            state.isLoaded = true
        }
    }

    // MARK: Seats

    /// A seat at the relay that the next session goes to. Blocks while sessions have to end first.
    ///
    /// - Parameter isStopping: Asked now and then while it waits.
    func take(unless isStopping: () -> Bool) -> Place {
        while !isStopping() {
            if let place = decide() { return place }
            _ = sessionEnded.wait(timeout: .now() + 0.5)
        }
        return .stopped
    }

    /// nil when a session has to end first.
    private func decide() -> Place? {
        let now = steady.now()
        return state.withLock { state in
            switch RelayChoice(state.relays, now: now) {
            case .send(let index):
                return .seat(state.sit(at: index, isProbe: false))
            case .probe(let index):
                return .seat(state.sit(at: index, isProbe: true))
            case .wait:
                state.waiting += 1
                return nil
            case .closed(let until, let reason):
                let wait = Duration.milliseconds(Int64(until.timeIntervalSince(now) * 1000))
                return .closed(wait: max(wait, .milliseconds(100)), reason: reason)
            }
        }
    }

    func leave(_ seat: Seat) {
        let waiting = state.withLock { state in
            state.relays[seat.index].sessions -= 1
            if seat.isProbe { state.relays[seat.index].isProbed = false }
            defer { state.waiting = 0 }
            return state.waiting
        }
        for _ in 0..<waiting { sessionEnded.signal() }
    }

    /// Whether the session ends after the letter in hand, because another relay is to be used or tried.
    func mustYield(_ seat: Seat) -> Bool {
        guard !seat.isProbe else { return false }
        let now = steady.now()
        return state.withLock { RelayChoice.mustYield(seat.index, $0.relays, now: now) }
    }

    // MARK: Health

    /// - Returns: The relay's health when `change` made a difference.
    func update(_ seat: Seat, _ change: (inout RelayHealth, Date) -> Void) -> RelayHealth? {
        let now = steady.now()
        return state.withLock { state in
            let before = state.relays[seat.index].health
            change(&state.relays[seat.index].health, now)
            let after = state.relays[seat.index].health
            return after == before ? nil : after
        }
    }
}

extension RelayHealth {
    /// As a new process takes it up. A clock that was set back in between does not keep the relay paused for longer.
    fileprivate func goingOn(at now: Date, triesAtOnce: Bool) -> RelayHealth {
        guard let probeAt else { return self }
        var health = self
        let latest = now.addingTimeInterval(RelayBackOff.longest.seconds)
        health.probeAt = triesAtOnce ? now : min(probeAt, latest)
        return health
    }
}
