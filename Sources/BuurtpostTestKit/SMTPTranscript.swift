import Synchronization

/// What a ``FaultSMTPServer`` saw and stored.
public final class SMTPTranscript: Sendable {
    /// One line a client said.
    public struct Command: Sendable {
        /// Connections are counted from 1, those that said nothing too.
        public let connection: Int
        public let line: String
        public let time: ContinuousClock.Instant
    }

    /// A message the server took responsibility for.
    public struct Stored: Equatable, Sendable {
        public let connection: Int
        /// Without angle brackets and parameters.
        public let reversePath: String
        public let recipients: [String]
        /// Dots unstuffed.
        public let octets: [UInt8]
    }

    private struct State {
        var commands: [Command] = []
        var stored: [Stored] = []
        var mails = 0
    }

    private let state = Mutex(State())
    private let listener: @Sendable (Command) -> Void

    /// - Parameter listener: Called for each command before it is answered, on the connection's
    ///   thread.
    init(listener: @escaping @Sendable (Command) -> Void) { self.listener = listener }

    /// Every command of all connections, in order of arrival.
    public var commands: [Command] { state.withLock(\.commands) }

    /// Every message stored, in order.
    public var stored: [Stored] { state.withLock(\.stored) }

    /// How often a command beginning with `verb` came.
    public func count(of verb: String) -> Int {
        commands.count { $0.line.uppercased().hasPrefix(verb) }
    }

    func note(_ line: String, connection: Int) {
        let command = Command(connection: connection, line: line, time: .now)
        state.withLock { $0.commands.append(command) }
        listener(command)
    }

    func store(_ message: Stored) { state.withLock { $0.stored.append(message) } }

    /// The number of this MAIL, from 1.
    func nextMail() -> Int {
        state.withLock {
            $0.mails += 1
            return $0.mails
        }
    }
}
