import Testing

@testable import Mail

@Suite("What a relay says")
struct SMTPReplyTests {
    static let texts: [(String, [String])] = [
        ("250 2.1.0 Ok\r\n", ["250 2.1.0 Ok"]), ("250\r\n", ["250"]), ("250 \r\n", ["250"]),
        ("250-2.0.0 one\r\n250-2.0.0 two\r\n250 2.0.0 three\r\n", ["250 2.0.0 one two three"]),
        ("220 a\r\n250 b\r\n", ["220 a", "250 b"]), ("250 lone LF\n", ["250 lone LF"]),
        ("550 5.1.1 <x@y.z> unknown\r\n", ["550 5.1.1 <…> unknown"]),
        ("250-one\r\n", []), ("250 half", []),
    ]

    @Test("is cut into replies, in pieces of any size", arguments: texts, 1...7)
    func replies(row: (text: String, expected: [String]), size: Int) throws {
        var reader = ReplyReader()
        var replies: [String] = []
        for piece in pieces(row.text, size) {
            reader.append(piece)
            while let reply = try reader.next() { replies.append(reply.scrubbed.description) }
        }
        #expect(replies == row.expected)
        #expect(reader.isEmpty == !row.expected.isEmpty)
    }

    @Test(
        "is of no use without a code, with codes that differ, or without an end",
        arguments: [
            "\r\n", "ok\r\n", "25 x\r\n", "2500 x\r\n", "250_x\r\n", "150 x\r\n", "650 x\r\n",
            "250-a\r\n550 b\r\n", String(repeating: "2", count: 70_000),
            String(repeating: "250-x\r\n", count: 20_000),
        ])
    func unusable(text: String) {
        var reader = ReplyReader()
        reader.append(text.utf8)
        #expect(throws: ReplyReader.Unusable.self) { try reader.next() }
    }

    static let hellos: [(String, HelloExtensions)] = [
        ("250 a.example\r\n", HelloExtensions()),
        ("250-pipelining\r\n250 DSN\r\n", extensions { $0.dsn = true }),
        (
            "250-a\r\n250-Pipelining\r\n250 SIZE\r\n",
            extensions { ($0.pipelining, $0.size) = (true, true) }
        ),
        ("250-a\r\n250 SIZE 0\r\n", extensions { $0.size = true }),
        ("250-a\r\n250 SIZE 99\r\n", extensions { ($0.size, $0.sizeLimit) = (true, 99) }),
        (
            "250-a\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            extensions { ($0.eightBitMIME, $0.smtpUTF8) = (true, true) }
        ),
        (
            "250-a\r\n250-AUTH PLAIN\r\n250 AUTH=LOGIN plain\r\n",
            extensions { $0.authentication = ["PLAIN", "LOGIN"] }
        ),
        ("250-a\r\n250-CHUNKING\r\n250-\r\n250 XPIPELINING\r\n", HelloExtensions()),
    ]

    private static func extensions(_ change: (inout HelloExtensions) -> Void) -> HelloExtensions {
        var extensions = HelloExtensions()
        change(&extensions)
        return extensions
    }

    @Test("in reply to EHLO is read in any case, after the first line", arguments: hellos)
    func hello(text: String, expected: HelloExtensions) throws {
        var reader = ReplyReader()
        reader.append(text.utf8)
        let reply = try #require(try reader.next())
        #expect(HelloExtensions(reply) == expected)
    }

    static let openings: [(String, RelaySecurity, String?)] = [
        ("", .plain, nil), ("220 a\r\n250 b\r\n", .plain, nil),
        ("554 5.3.2 no\r\n", .plain, "greeted with 554 5.3.2 no"),
        ("250 a\r\n", .tls, "greeted with 250 a"),
        ("220 a\r\n502 what\r\n250 b\r\n", .tls, nil),
        ("220 a\r\n502 what\r\n", .plain, "answered 502 what to EHLO"),
        ("220 a\r\n550 no\r\n250 b\r\n", .plain, "answered 550 no to EHLO"),
        ("220 a\r\n250 b\r\n454 4.7.0 no\r\n", .startTLS, "answered 454 4.7.0 no to STARTTLS"),
        ("220 a\r\n250 b\r\n220 go\r\n550 no\r\n", .startTLS, "answered 550 no to EHLO"),
    ]

    @Test("before the first message is read for what stands against a session", arguments: openings)
    func opening(text: String, security: RelaySecurity, refusal: String?) {
        #expect(RelayOpening(Array(text.utf8), security: security).refusal?.reason == refusal)
    }

    @Test("before STARTTLS is not what counts after it")
    func lastHello() {
        let text = "220 a\r\n250-b\r\n250 AUTH PLAIN\r\n220 go\r\n250-b\r\n250 DSN\r\n"
        let opening = RelayOpening(Array(text.utf8), security: .startTLS)
        #expect(opening.extensions == Self.extensions { $0.dsn = true })
    }

    @Test(
        "could end a text too early: dots at the start of lines are doubled",
        arguments: [
            ("a\r\n", "a\r\n"), (".\r\n", "..\r\n"),
            ("a.b\r\n.c\r\n..\r\n", "a.b\r\n..c\r\n...\r\n"),
            ("", ""),
        ])
    func stuffing(text: String, expected: String) {
        #expect(DotStuffing.stuffed(Array(text.utf8)) == Array(expected.utf8))
    }

    private func pieces(_ text: String, _ size: Int) -> [ArraySlice<UInt8>] {
        let octets = Array(text.utf8)
        return stride(from: 0, to: octets.count, by: size).map {
            octets[$0..<min($0 + size, octets.count)]
        }
    }
}
