import BuurtpostTestKit
import Mail

/// Sessions of both clients with relays that fail at every point.
struct FaultySessions {
    /// Whether TLS is tried as well. That starts programs, which Foundation cannot do under valgrind.
    let hasTLS: Bool

    private static let points: [SMTPFault.Point] = [
        .greeting, .hello, .authentication, .mail, .recipient, .data, .finalDot,
    ]
    private static let actions: [SMTPFault.Action] = [
        .reply("451 4.3.0 Later"), .reply("550 5.7.1 No"), .replyThenClose("421 4.7.0 Too fast"),
        .drop, .reset, .replyOctets([0, 0xFF, 13, 10]),
        .reply("250-2.0.0 One\r\n550 5.0.0 Two"),
    ]

    /// - Returns: How many sessions there were.
    func run() throws -> Int {
        var count = 0
        for point in Self.points {
            for action in Self.actions {
                count += try session(SMTPFault(at: point, action))
            }
        }
        for point in [SMTPFault.Point.hello, .finalDot] {
            count += try session(SMTPFault(at: point, .hang))
        }
        return try count + session(nil)
    }

    private func session(_ fault: SMTPFault?) throws -> Int {
        let server = try FaultSMTPServer(
            faults: fault.map { [$0] } ?? [],
            extensions: FaultSMTPServer.commonExtensions + ["STARTTLS", "AUTH PLAIN LOGIN"])
        defer { server.stop() }
        let transports = try transports(to: server)
        for transport in transports {
            let feed = RecordingFeed((1...3).map { .sample($0) })
            _ = transport.deliver(feed)
            precondition(feed.isConsistent, "\(transport.name) broke the contract")
        }
        return transports.count
    }

    private func transports(to server: FaultSMTPServer) throws -> [any MailTransport] {
        let host = HostName("localhost")!
        var (esmtp, curl) = (ESMTPOptions(), CurlOptions())
        (esmtp.stallTimeout, esmtp.messageTimeout) = (.seconds(2), .seconds(4))
        (curl.stallTimeout, curl.messageTimeout) = (.seconds(2), .seconds(4))
        curl.openingTimeout = .seconds(6)
        return [
            ESMTPTransport(host: host, port: server.port, options: esmtp),
            CurlTransport(host: host, port: server.port, security: .plain, options: curl),
        ] + (hasTLS ? try secure(server, host, curl) : [])
    }

    private func secure(
        _ server: FaultSMTPServer, _ host: HostName, _ options: CurlOptions
    ) throws -> [any MailTransport] {
        var options = options
        options.authorities = try TestCertificates.shared.authority
        let login = RelayLogin(user: FaultSMTPServer.user) { FaultSMTPServer.password }
        return try [
            (RelaySecurity.startTLS, TLSFront.Mode.starttls), (.tls, .tls),
        ].map { security, mode in
            CurlTransport(
                host: host, port: try TLSFront(mode, backend: server.port, certificate: .good).port,
                security: security, login: login, options: options)
        }
    }
}
