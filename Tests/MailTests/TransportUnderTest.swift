import BuurtpostTestKit
import Foundation

@testable import Mail

/// What the conformance suite runs on: every implementation of ``MailTransport``.
enum TransportUnderTest: String, CaseIterable, Sendable {
    case maildir
    case esmtp
    case curl
    case curlSTARTTLS
    case curlTLS

    /// Those that speak SMTP.
    static let relays = allCases.filter { $0 != .maildir }

    /// Nil for those without TLS.
    var front: TLSFront.Mode? {
        switch self {
        case .maildir, .esmtp, .curl: nil
        case .curlSTARTTLS: .starttls
        case .curlTLS: .tls
        }
    }

    var security: RelaySecurity {
        switch self {
        case .maildir, .esmtp, .curl: .plain
        case .curlSTARTTLS: .startTLS
        case .curlTLS: .tls
        }
    }

    /// Where a client finds `server`: with TLS, before it.
    func port(of server: FaultSMTPServer, certificate: TestCertificates.Kind = .good) throws
        -> UInt16
    {
        try front.map {
            try TLSFront($0, backend: server.port, certificate: certificate).port
        } ?? server.port
    }

    /// A transport of this kind to that port, which trusts the authority of the tests.
    func transport(
        port: UInt16, stall: Duration = .seconds(120), message: Duration = .seconds(600),
        opening: Duration = .seconds(60), messagesPerSession: Int = 1000, login: RelayLogin? = nil
    ) throws -> any MailTransport {
        let host = HostName("localhost")!
        var (esmtp, curl) = (ESMTPOptions(), CurlOptions())
        (esmtp.stallTimeout, esmtp.messageTimeout) = (stall, message)
        (curl.stallTimeout, curl.messageTimeout, curl.openingTimeout) = (stall, message, opening)
        (esmtp.messagesPerSession, curl.messagesPerSession) = (
            messagesPerSession, messagesPerSession
        )
        if self == .esmtp { return ESMTPTransport(host: host, port: port, options: esmtp) }
        if front != nil { curl.authorities = try TestCertificates.shared.authority }
        return CurlTransport(
            host: host, port: port, security: security, login: login, options: curl)
    }
}

/// A transport with what it delivers to, ended by ``stop()``.
struct TransportBench {
    let transport: any MailTransport
    /// The texts delivered, by letter.
    let delivered: () throws -> [Int64: [UInt8]]
    /// Whether anything was touched at all: a folder made, a connection opened.
    let isTouched: () -> Bool
    let stop: () -> Void

    /// - Parameter isUsable: When false, nothing can be delivered.
    init(
        _ kind: TransportUnderTest, messagesPerSession: Int = 1000, isUsable: Bool = true
    ) throws {
        switch kind {
        case .maildir:
            self = try Self.maildir(messagesPerSession: messagesPerSession, isUsable: isUsable)
        case .esmtp, .curl, .curlSTARTTLS, .curlTLS:
            self = try Self.relay(kind, messagesPerSession: messagesPerSession, isUsable: isUsable)
        }
    }

    private init(
        transport: any MailTransport, delivered: @escaping () throws -> [Int64: [UInt8]],
        isTouched: @escaping () -> Bool, stop: @escaping () -> Void
    ) {
        self.transport = transport
        self.delivered = delivered
        self.isTouched = isTouched
        self.stop = stop
    }

    private static func maildir(
        messagesPerSession: Int, isUsable: Bool
    ) throws -> TransportBench {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/Maildir"
        if !isUsable { try Data("in the way".utf8).write(to: URL(filePath: path)) }
        return TransportBench(
            transport: MaildirTransport(folder: path, messagesPerSession: messagesPerSession),
            delivered: { try texts(inMaildir: path) },
            isTouched: { FileManager.default.fileExists(atPath: path) },
            stop: { folder.remove() })
    }

    private static func relay(
        _ kind: TransportUnderTest, messagesPerSession: Int, isUsable: Bool
    ) throws -> TransportBench {
        let server = try FaultSMTPServer(
            extensions: FaultSMTPServer.commonExtensions + ["STARTTLS"])
        if !isUsable { server.stop() }
        return TransportBench(
            transport: try kind.transport(
                port: try kind.port(of: server), messagesPerSession: messagesPerSession),
            delivered: { texts(stored: server.transcript.stored) },
            isTouched: { !server.transcript.commands.isEmpty },
            stop: { server.stop() })
    }

    private static func texts(stored: [SMTPTranscript.Stored]) -> [Int64: [UInt8]] {
        let pairs = stored.map { (letter(of: $0.recipients.first ?? ""), $0.octets) }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// Without the two lines of a final delivery, and with CRLF again.
    private static func texts(inMaildir path: String) throws -> [Int64: [UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/new")
        let pairs = try names.map { name in
            let file = try Data(contentsOf: URL(filePath: "\(path)/new/\(name)"))
            let lines = file.split(separator: 10, omittingEmptySubsequences: false)
            let recipient = String(decoding: lines[1], as: UTF8.self)
                .replacing("Delivered-To: ", with: "")
            let text = lines.dropFirst(2).joined(separator: [13, 10])
            return (letter(of: recipient), Array(text))
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// `buur7@example.org` is letter 7.
    private static func letter(of recipient: String) -> Int64 {
        Int64(recipient.prefix { $0 != "@" }.dropFirst(4)) ?? -1
    }
}

/// A folder of its own for one test.
struct TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "buurtpost-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// What is left behind harms nobody, so a failure is let be.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
