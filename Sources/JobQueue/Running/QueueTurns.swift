import Synchronization

/// Which of the open queues of a setup is claimed from next: each in turn, so that a flood in one starves no other.
final class QueueTurns: Sendable {
    private let state = Mutex(State())

    private struct State {
        var names: [String] = []
        var next = 0
        /// How many lanes have jobs of a queue in hand.
        var lanes: [String: Int] = [:]
    }

    /// The queues that have due jobs and are open, as the dispatcher has just found them.
    func set(_ names: [String]) {
        state.withLock { state in
            if state.names != names { state.names = names }
        }
    }

    /// The queues in the order in which a lane should try them. The first of them is another one each time.
    func order() -> [String] {
        state.withLock { state in
            guard !state.names.isEmpty else { return [] }
            state.next = (state.next + 1) % state.names.count
            return Array(state.names[state.next...] + state.names[..<state.next])
        }
    }

    /// A lane wants to claim from `name`.
    ///
    /// - Parameter limit: How many lanes may have jobs of it in hand; nil is all.
    /// - Returns: Whether it may; then it says ``leave(_:)`` when it has none of them any more.
    func enter(_ name: String, limit: Int?) -> Bool {
        state.withLock { state in
            if let limit, state.lanes[name, default: 0] >= limit { return false }
            state.lanes[name, default: 0] += 1
            return true
        }
    }

    func leave(_ name: String) {
        state.withLock { state in
            let left = state.lanes[name, default: 0] - 1
            state.lanes[name] = left > 0 ? left : nil
        }
    }
}
