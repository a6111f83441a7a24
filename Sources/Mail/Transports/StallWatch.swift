import Dispatch
import Glibc
import Synchronization

/// Ends a connection whose message makes no progress, from outside the thread that is blocked in
/// it.
///
/// libESMTP's own time-outs are no use for that: when one ends while text is being sent, it drops 2
/// KB and goes on, and a mutilated mail is reported as sent. shutdown(2) lets nothing more through
/// instead: every later read and write of the session fails, so it comes to its end by itself.
///
/// The time is counted in ticks of an eighth of `stallTimeout`, and stands still while the feed is
/// asked: how long a commit takes is not the relay's doing.
final class StallWatch: Sendable {
    /// Why a connection was cut; completes "the relay …".
    enum Cut: Equatable, Sendable {
        case stalled(Duration)
        case tooSlow(Duration)
    }

    private struct State {
        /// Our own duplicate: libESMTP closes its descriptor before it says so, and the number may
        /// be somebody else's by then.
        var socket: Int32?
        var timer: (any DispatchSourceTimer)?
        var isPaused = false
        var ticksSinceProgress = 0
        var ticksOfMessage = 0
        var cut: Cut?
    }

    private static let ticksPerStall = 8
    /// Serial, and shared by all sessions: a tick takes microseconds.
    private static let queue = DispatchQueue(label: "buurtpost.mail.stall-watch")

    private let stallTimeout: Duration
    private let messageTimeout: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - stallTimeout: How long nothing may happen: no reply complete, no line of text taken.
    ///   - messageTimeout: How long one message may take however lively it is.
    init(stallTimeout: Duration, messageTimeout: Duration) {
        self.stallTimeout = stallTimeout
        self.messageTimeout = messageTimeout
    }

    deinit { detach() }

    /// Why the connection was cut; nil while it was not.
    var cut: Cut? { state.withLock(\.cut) }

    /// Begins to watch a connected socket. The caller keeps `descriptor`.
    ///
    /// - Returns: False when no duplicate could be made; then nothing is watched.
    func attach(_ descriptor: Int32) -> Bool {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return false }
        state.withLock {
            $0.socket = duplicate
            $0.timer = makeTimer()
        }
        return true
    }

    private func makeTimer() -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.setEventHandler { [weak self] in self?.tick() }
        timer.schedule(deadline: .now() + interval, repeating: interval)
        timer.resume()
        return timer
    }

    /// Stops watching and gives the duplicate back. A second call does nothing.
    func detach() {
        state.withLock {
            $0.timer?.cancel()
            $0.timer = nil
            $0.socket.map { _ = close($0) }
            $0.socket = nil
        }
    }

    /// Something happened on the connection: the relay answered, or took a line.
    func noteProgress() { state.withLock { $0.ticksSinceProgress = 0 } }

    /// Runs `body` with the time standing still; afterwards a new message's time begins.
    func pausing<Result>(_ body: () -> Result) -> Result {
        defer {
            state.withLock {
                $0.ticksSinceProgress = 0
                $0.ticksOfMessage = 0
            }
        }
        return holding(body)
    }

    /// Runs `body` with the time standing still; afterwards it goes on for the same message.
    func holding<Result>(_ body: () -> Result) -> Result {
        state.withLock { $0.isPaused = true }
        defer { state.withLock { $0.isPaused = false } }
        return body()
    }

    /// Whether the connection still stands: neither cut by us, nor closed or reset by the relay.
    ///
    /// Asked when the whole text has been written and only the final dot is left. If it does not
    /// stand, the dot is not sent, so the relay cannot have taken the message.
    var connectionStands: Bool {
        state.withLock { state in
            guard state.cut == nil, let socket = state.socket else { return false }
            return !Self.isClosedByPeer(socket)
        }
    }

    /// One tick of the timer; tests call it by hand.
    func tick() {
        state.withLock { state in
            guard !state.isPaused, state.cut == nil else { return }
            state.ticksSinceProgress += 1
            state.ticksOfMessage += 1
            guard let cut = dueCut(state), let socket = state.socket else { return }
            state.cut = cut
            _ = shutdown(socket, Int32(SHUT_RDWR))
        }
    }

    private func dueCut(_ state: State) -> Cut? {
        if state.ticksSinceProgress >= Self.ticksPerStall { return .stalled(stallTimeout) }
        if state.ticksOfMessage >= ticksPerMessage { return .tooSlow(messageTimeout) }
        return nil
    }

    private var ticksPerMessage: Int {
        Int((messageTimeout / stallTimeout * Double(Self.ticksPerStall)).rounded(.up))
    }

    private var interval: DispatchTimeInterval {
        .milliseconds(Int((stallTimeout / Self.ticksPerStall).wholeMilliseconds))
    }

    /// recv(2) answers 0 after the peer's FIN and an error after its RST; an answer that waits to
    /// be read is neither.
    private static func isClosedByPeer(_ descriptor: Int32) -> Bool {
        var octet: UInt8 = 0
        let count = recv(descriptor, &octet, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
}

extension StallWatch.Cut: CustomStringConvertible {
    var description: String {
        switch self {
        case .stalled(let time): "made no progress for \(time)"
        case .tooSlow(let time): "took longer than \(time) for one message"
        }
    }
}
