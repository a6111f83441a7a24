import Foundation

/// Which relay the next session goes to: the first in order that is not paused, or one whose time has come to be
/// tried. Pure.
enum RelayChoice: Equatable {
    /// A relay as it stands now.
    struct Situation: Equatable {
        var health = RelayHealth()
        /// How many sessions it has.
        var sessions = 0
        /// How many it may have.
        var connections = 1
        /// Whether one of them tries whether it is back.
        var isProbed = false

        var hasRoom: Bool { sessions < connections }

        /// Whether the next session tries if it is back.
        func awaitsProbe(_ now: Date) -> Bool { health.mayProbe(now) && !isProbed && hasRoom }
    }

    /// A session with this relay.
    case send(Int)
    /// A session of one letter, that shows whether this relay is back.
    case probe(Int)
    /// Nothing now; when a session ends, decide again.
    case wait
    /// All relays are paused.
    case closed(until: Date, reason: String)

    /// - Parameter relays: In the order of the configuration, at least one.
    init(_ relays: [Situation], now: Date) {
        for (index, relay) in relays.enumerated() {
            if !relay.health.isPaused {
                self = relay.hasRoom ? .send(index) : .wait
                return
            }
            if relay.awaitsProbe(now) {
                self = .probe(index)
                return
            }
        }
        self = Self.closed(relays, now: now)
    }

    private static func closed(_ relays: [Situation], now: Date) -> RelayChoice {
        if relays.contains(where: { $0.isProbed || $0.health.mayProbe(now) }) { return .wait }
        let until = relays.compactMap(\.health.probeAt).min() ?? now
        return .closed(until: until, reason: relays[0].health.reason)
    }

    /// Whether a session with relay `index` ends after the letter in hand: a relay before it is back, or has to be tried;
    /// or this one has begun to refuse everybody.
    static func mustYield(_ index: Int, _ relays: [Situation], now: Date) -> Bool {
        if relays[index].health.refusesAll { return true }
        return relays[..<index].contains { !$0.health.isPaused || $0.awaitsProbe(now) }
    }
}
