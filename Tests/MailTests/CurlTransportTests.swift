import BuurtpostTestKit
import Synchronization
import Testing

@testable import Mail

@Suite("A session through libcurl")
struct CurlTransportTests {
    private static let tls: [TransportUnderTest] = [.curlSTARTTLS, .curlTLS]
    private static let curls: [TransportUnderTest] = [.curl] + tls
    private static let authentication = "AUTH PLAIN LOGIN XOAUTH2"

    private func server(
        _ extensions: [String] = [], faults: [SMTPFault] = []
    ) throws -> FaultSMTPServer {
        try FaultSMTPServer(
            faults: faults,
            extensions: FaultSMTPServer.commonExtensions + ["STARTTLS"] + extensions)
    }

    private func login(
        _ mechanism: RelayLogin.Mechanism? = nil, user: String = FaultSMTPServer.user,
        password: String = FaultSMTPServer.password
    ) -> RelayLogin {
        RelayLogin(user: user, mechanism: mechanism) { password }
    }

    // MARK: - Certificates and STARTTLS

    static let certificates: [(TestCertificates.Kind, String)] = [
        (.expired, "has expired"), (.wrongName, "is for another name"),
        (.selfSigned, "no trusted authority signed (for a private one set ca_file)"),
    ]

    @Test("nothing is sent under a certificate that does not hold", arguments: tls, certificates)
    func badCertificate(
        kind: TransportUnderTest, certificate: (kind: TestCertificates.Kind, fault: String)
    ) throws {
        let server = try server()
        defer { server.stop() }
        let port = try kind.port(of: server, certificate: certificate.kind)
        let feed = RecordingFeed([.sample(1), .sample(2)])
        let end = try kind.transport(port: port).deliver(feed)
        let reason = "the relay shows a certificate that \(certificate.fault); nothing was sent"
        #expect(end == .relayUnavailable(reason: reason))
        #expect(feed.outcomes.map(\.outcome) == [.notAttempted(reason: reason)])
        #expect(server.transcript.count(of: "MAIL") == 0)
    }

    @Test("the system's authorities do not vouch for the tests' own", arguments: tls)
    func systemAuthorities(kind: TransportUnderTest) throws {
        let server = try server()
        defer { server.stop() }
        let transport = CurlTransport(
            host: HostName("localhost")!, port: try kind.port(of: server), security: kind.security)
        let end = transport.deliver(RecordingFeed([.sample(1)]))
        #expect("\(end)".contains("no trusted authority signed"))
    }

    @Test("a file of authorities that is none is named as the reason", arguments: tls)
    func badAuthorities(kind: TransportUnderTest) throws {
        let server = try server()
        defer { server.stop() }
        var options = CurlOptions()
        options.authorities = "/nowhere/authority.pem"
        let transport = CurlTransport(
            host: HostName("localhost")!, port: try kind.port(of: server), security: kind.security,
            options: options)
        let end = transport.deliver(RecordingFeed([.sample(1)]))
        #expect("\(end)".contains("ca_file"), "\(end)")
    }

    @Test("a relay without STARTTLS gets no mail when it was asked for")
    func noSTARTTLS() throws {
        let server = try FaultSMTPServer()
        defer { server.stop() }
        let end = try TransportUnderTest.curlSTARTTLS.transport(port: server.port)
            .deliver(RecordingFeed([.sample(1)]))
        #expect(
            end == .relayUnavailable(reason: "the relay offers no STARTTLS; nothing was sent"))
        #expect(server.transcript.commands.allSatisfy { !$0.line.hasPrefix("MAIL") })
    }

    @Test(
        "octets from before STARTTLS never count as said under TLS",
        arguments: ["250 2.1.0 Ok", "250 AUTH PLAIN", "235 2.7.0 Welcome", "x"])
    func injection(line: String) throws {
        let server = try server()
        defer { server.stop() }
        let front = try TLSFront(
            .starttls, backend: server.port, certificate: .good, injection: line)
        let feed = RecordingFeed([.sample(1)])
        let end = try TransportUnderTest.curlSTARTTLS.transport(port: front.port).deliver(feed)
        #expect(end.isUnavailable)
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.notAttempted])
        #expect(server.transcript.count(of: "MAIL") == 0)
        #expect(server.transcript.count(of: "AUTH") == 0)
    }

    @Test(
        "a relay named by an IPv6 address gets mail", arguments: [TransportURL.Client?.none, .curl])
    func ipv6(client: TransportURL.Client?) throws {
        let server = try server()
        defer { server.stop() }
        guard let front = try IPv6Front(backend: server.port) else {
            withKnownIssue("this machine has no ::1") { Issue.record("not tried") }
            return
        }
        defer { front.stop() }
        let transport = try TransportURL("smtp://[::1]:\(front.port)").transport(client: client)
        #expect(transport.name == "smtp://[::1]:\(front.port)")
        #expect(transport.deliver(RecordingFeed([.sample(1), .sample(2)])) == .finished)
        #expect(server.transcript.stored.count == 2)
    }

    // MARK: - Logging in

    static let mechanisms: [(RelayLogin.Mechanism?, offered: String, said: String)] = [
        (nil, authentication, "AUTH PLAIN"), (nil, "AUTH LOGIN", "AUTH LOGIN"),
        (.login, authentication, "AUTH LOGIN"), (.xoauth2, authentication, "AUTH XOAUTH2"),
        (.plain, "auth=plain x", "AUTH PLAIN"),
    ]

    @Test("mail goes out after logging in", arguments: tls, mechanisms)
    func loggedIn(
        kind: TransportUnderTest,
        row: (mechanism: RelayLogin.Mechanism?, offered: String, said: String)
    ) throws {
        let server = try server([row.offered])
        defer { server.stop() }
        let feed = RecordingFeed((1...3).map { .sample($0) })
        let transport = try kind.transport(
            port: kind.port(of: server), login: login(row.mechanism))
        #expect(transport.deliver(feed) == .finished)
        #expect(server.transcript.stored.count == 3)
        #expect(server.transcript.count(of: row.said) == 1)
        #expect(server.transcript.count(of: "AUTH") == 1)
    }

    @Test(
        "a refused login sends nothing and says no secret", arguments: tls,
        RelayLogin.Mechanism.allCases)
    func refused(kind: TransportUnderTest, mechanism: RelayLogin.Mechanism) throws {
        let server = try server([Self.authentication])
        defer { server.stop() }
        let feed = RecordingFeed([.sample(1)])
        let transport = try kind.transport(
            port: kind.port(of: server), login: login(mechanism, password: "verkeerd"))
        let end = transport.deliver(feed)
        let reason =
            "the relay answered 535 5.7.8 to AUTH; check user and password_file; nothing was sent"
        #expect(end == .relayUnavailable(reason: reason))
        let reply = ScrubbedReply(code: 535, enhanced: "5.7.8", text: "")
        #expect(feed.outcomes.map(\.outcome) == [.notAttempted(reason: reason, reply: reply)])
        #expect(server.transcript.count(of: "MAIL") == 0)
    }

    static let badAnswers: [(SMTPFault.Action, String)] = [
        (.reply("454 4.7.0 Later"), "answered 454 4.7.0 to AUTH"),
        (.reply("250 2.0.0 Fine"), "answered 250 2.0.0 to AUTH"),
        (.replyThenClose("421 4.3.2 Later"), "answered 421 4.3.2 to AUTH"),
        (.drop, "closed the connection, at AUTH"), (.reset, "closed the connection, at AUTH"),
        (.hang, "made no progress for 0.5 seconds at AUTH"),
        (.replyOctets([0, 0xFF, 13, 10]), "closed the connection, at AUTH"),
    ]

    @Test("nothing but 235 is a login", arguments: tls, badAnswers)
    func badAnswer(
        kind: TransportUnderTest, row: (action: SMTPFault.Action, reason: String)
    ) throws {
        let server = try server(
            [Self.authentication], faults: [SMTPFault(at: .authentication, row.action)])
        defer { server.stop() }
        let transport = try kind.transport(
            port: kind.port(of: server), stall: .milliseconds(500), login: login())
        let end = transport.deliver(RecordingFeed([.sample(1)]))
        #expect("\(end)".contains(row.reason), "\(end)")
        #expect(server.transcript.count(of: "MAIL") == 0)
    }

    static let notOffered: [([String], RelayLogin.Mechanism?, String)] = [
        ([], nil, "AUTH PLAIN or LOGIN (it offers none)"),
        (["AUTH CRAM-MD5 GSSAPI"], nil, "AUTH PLAIN or LOGIN (it offers CRAM-MD5, GSSAPI)"),
        (["AUTH PLAIN"], .xoauth2, "AUTH XOAUTH2 (it offers PLAIN)"),
    ]

    @Test("where the login is not offered, nothing is sent", arguments: tls, notOffered)
    func loginNotOffered(
        kind: TransportUnderTest,
        row: (extensions: [String], mechanism: RelayLogin.Mechanism?, words: String)
    ) throws {
        let server = try server(row.extensions)
        defer { server.stop() }
        let end = try kind.transport(port: kind.port(of: server), login: login(row.mechanism))
            .deliver(RecordingFeed([.sample(1)]))
        #expect(
            end
                == .relayUnavailable(
                    reason: "the relay does not offer \(row.words); nothing was sent"))
        #expect(server.transcript.count(of: "AUTH") == 0)
        #expect(server.transcript.count(of: "MAIL") == 0)
    }

    @Test("the secret is read anew for each connection, and its fault is told")
    func secretReadAnew() throws {
        struct Gone: Error, CustomStringConvertible { let description = "is gone" }
        let server = try server([Self.authentication])
        defer { server.stop() }
        let reads = Mutex(0)
        let login = RelayLogin(user: FaultSMTPServer.user) {
            guard
                reads.withLock({
                    $0 += 1
                    return $0
                }) < 3
            else { throw Gone() }
            return FaultSMTPServer.password
        }
        let kind = TransportUnderTest.curlTLS
        let transport = try kind.transport(port: kind.port(of: server), login: login)
        #expect(transport.deliver(RecordingFeed([.sample(1), .sample(2)])) == .finished)
        #expect(reads.withLock { $0 } == 1)
        #expect(transport.deliver(RecordingFeed([.sample(3)])) == .finished)
        #expect(
            transport.deliver(RecordingFeed([.sample(4)]))
                == .relayUnavailable(
                    reason: "the relay was not logged in to: the password file is gone"))
        #expect(!transport.name.contains(FaultSMTPServer.user))
    }

    // MARK: - What goes over the wire

    @Test("MAIL and RCPT say what the relay offers, and no more")
    func parameters() throws {
        let plain = try said(extensions: ["PIPELINING"], .sample(1))
        #expect(
            plain == ["MAIL FROM:<b-1@bounce.example.org>", "RCPT TO:<buur1@example.org>"])
        let all = try said(
            extensions: ["SIZE 50000", "8BITMIME", "DSN", "SMTPUTF8"], .sample(1, body: "één\r\n"))
        let size = OutgoingMessage.sample(1, body: "één\r\n").octets.count
        #expect(
            all == [
                "MAIL FROM:<b-1@bounce.example.org> SIZE=\(size) BODY=8BITMIME RET=HDRS",
                "RCPT TO:<buur1@example.org> NOTIFY=FAILURE",
            ])
    }

    private func said(extensions: [String], _ message: OutgoingMessage) throws -> [String] {
        let server = try FaultSMTPServer(extensions: extensions)
        defer { server.stop() }
        let end = try TransportUnderTest.curl.transport(port: server.port)
            .deliver(RecordingFeed([message]))
        #expect(end == .finished)
        return server.transcript.commands.map(\.line)
            .filter { $0.hasPrefix("MAIL") || $0.hasPrefix("RCPT") }
    }

    @Test("commands are pipelined where that is offered, and only there", arguments: [true, false])
    func pipelining(isOffered: Bool) throws {
        // Without an answer to MAIL, a client that does not pipeline says no more.
        let server = try FaultSMTPServer(
            faults: [SMTPFault(at: .mail, .replyOctets([]))],
            extensions: isOffered ? ["PIPELINING"] : [])
        defer { server.stop() }
        let end = try TransportUnderTest.curl.transport(
            port: server.port, stall: .milliseconds(300)
        ).deliver(RecordingFeed([.sample(1)]))
        #expect(end.isUnavailable)
        let verbs = server.transcript.commands.map { $0.line.prefix(4) }
        #expect(verbs == (isOffered ? ["EHLO", "MAIL", "RCPT", "DATA"] : ["EHLO", "MAIL"]))
    }

    static let refusals: [([String], OutgoingMessage, ScrubbedReply)] = [
        (
            ["SIZE 300"], .sample(1, body: [UInt8](repeating: 97, count: 300) + [13, 10]),
            ScrubbedReply(
                code: 552, enhanced: "5.3.4",
                text: "not handed to the relay: it has \(302 + header) octets, the relay takes 300")
        ),
        (
            [], .sample(1, body: "één\r\n"),
            ScrubbedReply(
                code: 554, enhanced: "5.6.3",
                text: "not handed to the relay: it has 8-bit text (no 8BITMIME)")
        ),
        (
            ["8BITMIME"], .withUTF8Header,
            ScrubbedReply(
                code: 553, enhanced: "5.6.7",
                text: "not handed to the relay: its address or header has letters outside ASCII "
                    + "(no SMTPUTF8)")
        ),
    ]

    private static let header = OutgoingMessage.sample(1, body: []).octets.count

    @Test(
        "what the relay cannot take is refused for good without a word to it", arguments: refusals)
    func refusal(extensions: [String], message: OutgoingMessage, reply: ScrubbedReply) throws {
        let server = try FaultSMTPServer(extensions: extensions)
        defer { server.stop() }
        let feed = RecordingFeed([message, .sample(2)])
        let end = try TransportUnderTest.curl.transport(port: server.port).deliver(feed)
        #expect(end == .finished)
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.good(reply.code), .accepted])
        #expect(feed.outcomes[0].outcome == .refusedForGood(reply))
        #expect(server.transcript.count(of: "MAIL") == 1)
    }

    @Test("SMTPUTF8 is asked for where it is needed and offered")
    func smtpUTF8() throws {
        let lines = try said(extensions: ["8BITMIME", "SMTPUTF8"], .withUTF8Header)
        #expect(lines.first?.hasSuffix(" BODY=8BITMIME SMTPUTF8") == true)
    }

    @Test("many messages share a connection, also after refusals", arguments: curls)
    func oneConnection(kind: TransportUnderTest) throws {
        let faults = [
            SMTPFault(at: .recipient, .reply("550 5.1.1 Unknown"), message: 2),
            SMTPFault(at: .finalDot, .reply("452 4.3.1 Full"), message: 4),
            SMTPFault(at: .mail, .reply("451 4.3.0 Later"), message: 6),
        ]
        let server = try server(faults: faults)
        defer { server.stop() }
        let feed = RecordingFeed((1...20).map { .sample($0) })
        #expect(try kind.transport(port: kind.port(of: server)).deliver(feed) == .finished)
        #expect(Set(server.transcript.commands.map(\.connection)) == [1])
        #expect(server.transcript.stored.count == 17)
        #expect(server.transcript.count(of: "QUIT") == 1)
    }

    @Test("a connection that the relay ended between two messages is replaced", arguments: curls)
    func endedBetween(kind: TransportUnderTest) throws {
        let farewell = SMTPFault(
            at: .finalDot, .replyThenClose("250 2.0.0 Ok\r\n421 4.4.2 Bye"), message: 1,
            stores: true)
        let server = try server(faults: [farewell])
        defer { server.stop() }
        // The farewell has to be there when the next message begins: both came in one piece.
        let feed = RecordingFeed([.sample(1), .sample(2)])
        #expect(try kind.transport(port: kind.port(of: server)).deliver(feed) == .finished)
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.accepted, .accepted])
        #expect(Set(server.transcript.stored.map(\.connection)) == [1, 2])
    }
}

extension OutgoingMessage {
    fileprivate static let withUTF8Header: OutgoingMessage = {
        let sample = OutgoingMessage.sample(1)
        return OutgoingMessage(
            letter: 1, reversePath: sample.reversePath, recipient: sample.recipient,
            octets: Array("X-Buurt: één\r\n".utf8) + sample.octets)
    }()
}
