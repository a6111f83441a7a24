internal import CLibESMTP

/// One SMTP conversation of libESMTP. Blocks its thread in ``run(_:)``; use it on that thread only.
///
/// Owns a `smtp_session_t`. Messages and recipients are freed with it.
final class SMTPSession {
    /// What happens in a session, in this order for each message. ``SMTPMessage/transaction`` is up
    /// to date when one comes, and a message appended in `mailAnswered` (not 2yz),
    /// `recipientAnswered` (not 2yz) or `textAnswered` is sent next on the same connection.
    enum Event {
        case connected
        case mailAnswered
        case recipientAnswered
        case lineTaken
        /// The final dot was answered, or DATA refused. After a refused DATA the session looks for
        /// its next message *before* it says so: what is appended then is never sent (protocol.c,
        /// `rsp_data`).
        case textAnswered(message: smtp_message_t)
        case disconnected
    }

    /// What the session reports to while it runs.
    protocol Observer: AnyObject {
        func handle(_ event: Event)
        /// Octets about to be written; those of a text are not shown.
        func monitorSent(_ octets: UnsafeBufferPointer<UInt8>)
        /// Octets read and not yet parsed: what is changed in them, libESMTP sees changed.
        func monitorReceived(_ octets: UnsafeMutableBufferPointer<UInt8>)
    }

    private let session: smtp_session_t
    private let handler: UnsafeMutablePointer<smtp_event_handler_t>
    private var observer: (any Observer)?

    /// - Parameter server: `host:port`; the host is a name or a dotted quad (libESMTP splits at the
    ///   first colon).
    /// - Returns: Nil when there is no memory.
    init?(server: String, helloName: HostName?) {
        guard let session = smtp_create_session() else { return nil }
        self.session = session
        handler = .allocate(capacity: 1)  // from here deinit frees both, also when this init fails
        handler.initialize(to: smtp_event_handler_t(function: Self.onEvent, context: nil))
        guard smtp_set_server(session, server) != 0,
            helloName == nil || smtp_set_hostname(session, helloName!.description) != 0
        else { return nil }
        let context = Unmanaged.passUnretained(self).toOpaque()
        handler.pointee.context = context
        smtp_set_event_handler(session, handler)
        smtp_set_monitorcb(session, Self.onMonitor, context, 0)
    }

    deinit {
        smtp_destroy_session(session)
        handler.deallocate()
    }

    /// Appends a message, before ``run(_:)`` or in one of its events; nil when there is no memory.
    func append(
        _ message: OutgoingMessage, connectionStands: @escaping () -> Bool
    ) -> SMTPMessage? {
        SMTPMessage(message, session: session, connectionStands: connectionStands)
    }

    /// Connects, sends every message appended, says QUIT and returns. Once only: a second call
    /// would send again what was refused for now. What became of a message, its
    /// ``SMTPMessage/transaction`` tells: `smtp_start_session` returns 1 after failures, and
    /// `smtp_errno` is never reset.
    func run(_ observer: any Observer) {
        self.observer = observer
        withExtendedLifetime(self) { _ = smtp_start_session(session) }
        self.observer = nil
    }

    /// How long libESMTP waits for each read and write. In milliseconds, whatever its manual says
    /// (smtp-api.c, `smtp_set_timeout`).
    enum Timeouts: CLong {
        /// A day, so that the only clock is ``StallWatch``. The transfer time-out is the dangerous
        /// one: when it ends, 2 KB are dropped and the session goes on.
        case raised = 86_400_000
        /// 2 to 10 minutes (RFC 5321 §4.5.3.2): libESMTP takes less for that.
        case standard = 1
    }

    /// Sets all of them; from `connected` on.
    func setTimeouts(_ timeouts: Timeouts) {
        let all = [
            Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER, Timeout_DATA2,
        ]
        for timeout in all { smtp_set_timeout(session, Int32(timeout.rawValue), timeouts.rawValue) }
    }

    private static let onEvent: smtp_event_function_t = { number, object, _, _, _, context in
        let session = Unmanaged<SMTPSession>.fromOpaque(context!).takeUnretainedValue()
        guard let event = event(number, object) else { return }
        session.observer?.handle(event)
    }

    private static func event(_ number: Int32, _ object: UnsafeMutableRawPointer?) -> Event? {
        switch Int(number) {
        case Int(SMTP_EV_CONNECT): .connected
        case Int(SMTP_EV_MAILSTATUS): .mailAnswered
        case Int(SMTP_EV_RCPTSTATUS): .recipientAnswered
        case Int(SMTP_EV_MESSAGEDATA): .lineTaken
        case Int(SMTP_EV_MESSAGESENT): object.map { .textAnswered(message: OpaquePointer($0)) }
        case Int(SMTP_EV_DISCONNECT): .disconnected
        default: nil
        }
    }

    private static let onMonitor: smtp_monitorcb_t = { octets, count, direction, context in
        let session = Unmanaged<SMTPSession>.fromOpaque(context!).takeUnretainedValue()
        let start = UnsafeMutableRawPointer(mutating: octets!).assumingMemoryBound(to: UInt8.self)
        let buffer = UnsafeMutableBufferPointer(start: start, count: Int(count))
        if direction == SMTP_CB_READING {
            session.observer?.monitorReceived(buffer)
        } else {
            session.observer?.monitorSent(UnsafeBufferPointer(buffer))
        }
    }
}
