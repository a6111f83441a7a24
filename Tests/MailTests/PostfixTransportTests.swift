import BuurtpostTestKit
import Glibc
import Testing

@testable import Mail

@Suite(
    "A real Postfix with TLS and logins", .serialized,
    .enabled(if: geteuid() == 0, "Postfix's master(8) is started by root only"))
struct PostfixTransportTests {
    static let ways: [(TransportUnderTest, RelayLogin.Mechanism)] = [
        (.curlSTARTTLS, .plain), (.curlSTARTTLS, .login), (.curlTLS, .plain), (.curlTLS, .login),
    ]

    @Test("takes and delivers what is sent after a login", arguments: ways)
    func delivers(way: (kind: TransportUnderTest, mechanism: RelayLogin.Mechanism)) throws {
        let postfix = try PostfixRelay()
        defer { postfix.stop() }
        let body = "Goedemorgen.\r\n.\r\n..twee\r\neinde\r\n"
        let feed = RecordingFeed((1...20).map { .sample($0, body: body) })
        let transport = try transport(way.kind, postfix, postfix.login(way.mechanism))
        #expect(transport.deliver(feed) == .finished)
        #expect(feed.outcomes.allSatisfy { $0.outcome.asExpected == .accepted })
        let mails = try postfix.delivered(20)
        for (number, mail) in mails {
            #expect(mail.contains("Return-Path: <b-\(number)@bounce.example.org>\n"))
            #expect(mail.contains("Message-ID: <letter-\(number)@example.org>\n"))
            #expect(mail.hasSuffix("\n\n\(body.replacing("\r\n", with: "\n"))"))
        }
    }

    @Test("refuses a wrong password, mail without one, and what is too large")
    func refuses() throws {
        let postfix = try PostfixRelay()
        defer { postfix.stop() }
        let wrong = try transport(.curlTLS, postfix, postfix.login(password: "verkeerd"))
        let end = wrong.deliver(RecordingFeed([.sample(1)]))
        #expect("\(end)".contains("answered 535 5.7.8 to AUTH"), "\(end)")
        let anonymous = RecordingFeed([.sample(1)])
        #expect(try transport(.curlTLS, postfix, nil).deliver(anonymous) == .finished)
        #expect(anonymous.outcomes.map(\.outcome.asExpected) == [.good(554)])
        let large = OutgoingMessage.sample(
            2, body: Array(repeating: Array("regel\r\n".utf8), count: 200_000).flatMap(\.self))
        let feed = RecordingFeed([large, .sample(3)])
        #expect(try transport(.curlTLS, postfix, postfix.login).deliver(feed) == .finished)
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.good(552), .accepted])
    }

    private func transport(
        _ kind: TransportUnderTest, _ postfix: PostfixRelay, _ login: RelayLogin?
    ) throws -> any MailTransport {
        let port = kind == .curlTLS ? postfix.tlsPort : postfix.startTLSPort
        return try kind.transport(
            port: port, stall: .seconds(20), opening: .seconds(20), login: login)
    }
}
