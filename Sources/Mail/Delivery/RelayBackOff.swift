import Synchronization

/// How long to leave a relay alone that does not take mail: doubling, as long as nothing gets through.
final class RelayBackOff: Sendable {
    static let first: Duration = .seconds(5)
    static let longest: Duration = .seconds(900)

    private struct State {
        var failures = 0
        /// Rises with every failure that counted: sessions that fail together count once.
        var generation = 0
    }

    private let state = Mutex(State())

    /// What a session keeps to name the time it began.
    var generation: Int { state.withLock { $0.generation } }

    /// A session that began at `generation` found the relay unusable.
    ///
    /// - Returns: How long to wait before the next try.
    func failed(since generation: Int) -> Duration {
        state.withLock { state in
            if state.generation == generation {
                state.failures += 1
                state.generation += 1
            }
            return Self.wait(afterFailures: max(state.failures, 1))
        }
    }

    /// A message got through.
    func succeeded() {
        state.withLock { $0.failures = 0 }
    }

    static func wait(afterFailures failures: Int) -> Duration {
        min(first * Double(1 << min(failures - 1, 20)), longest)
    }
}
