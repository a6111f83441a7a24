import Dispatch
import Foundation
import Glibc
import Synchronization

/// An SMTP server on 127.0.0.1 that does what its faults say, and otherwise what RFC 5321 says.
///
/// One thread per connection. Whoever starts a server ends it with ``stop()``.
public final class FaultSMTPServer: Sendable {
    /// What Postfix offers, without CHUNKING, which ``init(faults:extensions:onCommand:)`` takes
    /// when asked.
    public static let commonExtensions = ["PIPELINING", "SIZE", "8BITMIME", "ENHANCEDSTATUSCODES"]

    /// Who may log in, when AUTH is among the extensions.
    public static let user = "buurtpost"
    /// The password, and the token of XOAUTH2.
    public static let password = "geheim-4-elkaar"

    /// The port it listens on, chosen by the kernel.
    public let port: UInt16
    public let transcript: SMTPTranscript

    private let listening: ServerListener
    private let threads = DispatchGroup()
    private let connections = Mutex<[ServerSocket]>([])

    /// Listens at once.
    ///
    /// - Parameters:
    ///   - extensions: What EHLO offers, one keyword with its parameters each.
    ///   - onCommand: Called for each command before it is answered, on the connection's thread.
    /// - Throws: `POSIXError` when no socket can be had.
    public convenience init(
        faults: [SMTPFault] = [], extensions: [String] = FaultSMTPServer.commonExtensions,
        onCommand: @escaping @Sendable (SMTPTranscript.Command) -> Void = { _ in }
    ) throws {
        // A small window, set before connecting, lets a reader that stops be noticed by the writer.
        let stops = faults.contains { $0.action.slowsReading }
        try self.init(
            SMTPConversationScript(
                faults: ListedSMTPFaults(faults: faults), extensions: extensions, keeping: { $0 }),
            receiveBuffer: stops ? 4096 : nil, onCommand)
    }

    /// Listens at once and does what `source` decides. No fault of it may slow down reading.
    ///
    /// - Parameter keeping: What of a message's text the transcript keeps; by default all.
    /// - Throws: `POSIXError` when no socket can be had.
    public convenience init(
        _ source: any SMTPFaultSource,
        keeping: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
    ) throws {
        try self.init(
            SMTPConversationScript(
                faults: source, extensions: Self.commonExtensions, keeping: keeping),
            receiveBuffer: nil, { _ in })
    }

    private init(
        _ script: SMTPConversationScript, receiveBuffer: Int32?,
        _ onCommand: @escaping @Sendable (SMTPTranscript.Command) -> Void
    ) throws {
        listening = try ServerListener(receiveBuffer: receiveBuffer)
        port = listening.port
        transcript = SMTPTranscript(listener: onCommand)
        startThread { [self] in acceptAll(script) }
    }

    /// Ends every connection and waits until all threads are gone, at most ten seconds. A second
    /// call does nothing.
    public func stop() {
        listening.close()
        connections.withLock { for connection in $0 { connection.wake() } }
        precondition(threads.wait(timeout: .now() + 10) == .success, "a server thread does not end")
    }

    private func acceptAll(_ script: SMTPConversationScript) {
        while let descriptor = listening.accept() {
            let socket = ServerSocket(descriptor)
            let number = connections.withLock {
                $0.append(socket)
                return $0.count
            }
            startThread { [transcript] in
                var conversation = SMTPServerConversation(
                    socket, number: number, script, transcript)
                conversation.serve()
                socket.close()
            }
        }
    }

    private func startThread(_ body: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread.detachNewThread { [threads] in
            body()
            threads.leave()
        }
    }
}

extension SMTPFault.Action {
    fileprivate var slowsReading: Bool {
        switch self {
        case .stopReading, .readSlowly: true
        default: false
        }
    }
}
