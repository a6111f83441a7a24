import Logging
import Synchronization

/// What a service tells systemd in the course of its life (sd_notify(3)), in an order that makes sense.
///
/// Without a socket it says nothing. When nobody hears it, that is logged once and the work goes on. After
/// ``stopping(_:)`` it says nothing more, whoever still asks. Safe from every thread.
final class ServiceConversation: Sendable {
    /// Sends lines in one datagram.
    typealias Voice = @Sendable (_ lines: [String]) throws -> Void

    private struct State {
        var isStopping = false
        var isUnheard = false
        var status = ""
    }

    private let voice: Voice?
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter voice: nil when nobody listens.
    init(_ voice: Voice?, logger: Logger) {
        self.voice = voice
        self.logger = logger
    }

    /// Speaks to the socket that `NOTIFY_SOCKET` names; nil, or a name that cannot be right (which is logged), is
    /// nobody.
    convenience init(_ name: String?, logger: Logger) {
        do {
            self.init(try name.map(Self.voice), logger: logger)
        } catch {
            logger.warning("systemd does not hear us", metadata: ["error": "\(error)"])
            self.init(nil as Voice?, logger: logger)
        }
    }

    private static func voice(to name: String) throws -> Voice {
        let socket = try ServiceNotification(to: name)
        return { lines in try socket.send(lines) }
    }

    /// The work has begun, or goes on after a reload.
    ///
    /// - Parameter status: One line for `systemctl status`.
    func ready(_ status: String) { say(["READY=1"], status) }

    /// The configuration is being read again; ``ready(_:)`` follows.
    ///
    /// - Parameter now: Microseconds of CLOCK_MONOTONIC; versions of systemd before 253 do not look at it.
    func reloading(monotonic now: UInt64) {
        say(["RELOADING=1", "MONOTONIC_USEC=\(now)"], "reads its configuration again")
    }

    /// What is going on; says nothing when that was said last.
    func show(_ status: String) {
        guard state.withLock({ $0.status != status }) else { return }
        say([], status)
    }

    /// The process is not stuck.
    func alive() { say(["WATCHDOG=1"], nil) }

    /// The end has begun.
    func stopping(_ status: String) {
        say(["STOPPING=1"], status)
        state.withLock { $0.isStopping = true }
    }

    /// Under the lock, so that what is said first is heard first.
    private func say(_ lines: [String], _ status: String?) {
        guard let voice else { return }
        state.withLock { state in
            guard !state.isStopping else { return }
            if let status { state.status = status }
            let status = status.map { ["STATUS=\($0.replacing("\n", with: " "))"] } ?? []
            state.isUnheard = !isHeard(voice, lines + status, wasUnheard: state.isUnheard)
        }
    }

    private func isHeard(_ voice: Voice, _ lines: [String], wasUnheard: Bool) -> Bool {
        do {
            try voice(lines)
            return true
        } catch {
            if !wasUnheard {
                logger.warning("systemd does not hear us", metadata: ["error": "\(error)"])
            }
            return false
        }
    }
}
