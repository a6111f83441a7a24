import Dispatch
import Synchronization

/// Measures how many letters leave while at least one session is open.
final class BusyPeriod: Sendable {
    /// What one busy period came to.
    struct Measurement: Equatable {
        let letters: Int
        let seconds: Double
    }

    /// A shorter period says little about the rate.
    static let fewest = 200

    private struct State {
        var sessions = 0
        var letters = 0
        var began = DispatchTime.now()
    }

    private let state = Mutex(State())

    func sessionBegan() {
        state.withLock { state in
            if state.sessions == 0 {
                state.letters = 0
                state.began = .now()
            }
            state.sessions += 1
        }
    }

    func letterLeft() {
        state.withLock { $0.letters += 1 }
    }

    /// - Returns: The measurement, when this was the last session and enough letters left.
    func sessionEnded() -> Measurement? {
        state.withLock { state in
            state.sessions -= 1
            guard state.sessions == 0, state.letters >= Self.fewest else { return nil }
            let nanoseconds =
                DispatchTime.now().uptimeNanoseconds - state.began.uptimeNanoseconds
            return Measurement(letters: state.letters, seconds: Double(nanoseconds) / 1e9)
        }
    }
}
