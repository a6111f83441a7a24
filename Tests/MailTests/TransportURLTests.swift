import Testing

@testable import Mail

@Suite("The URL of a transport")
struct TransportURLTests {
    @Test(
        "is read in these forms",
        arguments: [
            ("smtp://localhost", "smtp://localhost:25"),
            ("smtp://Mail.Example.ORG:2525", "smtp://mail.example.org:2525"),
            ("SMTP://127.0.0.1:65535/", "smtp://127.0.0.1:65535"),
            ("smtps://relay.example", "smtps://relay.example:465"),
            ("smtp+starttls://Relay.example/", "smtp+starttls://relay.example:587"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtps://[2001:DB8:0:0::25]/", "smtps://[2001:db8::25]:465"),
            ("maildir:/var/mail/buurt", "maildir:/var/mail/buurt"),
            ("maildir:demo/Maildir", "maildir:demo/Maildir"),
        ])
    func valid(text: String, name: String) throws {
        let url = try TransportURL(text)
        #expect(url.description == name)
        #expect(url.transport().name == name)
        #expect(try TransportURL(name) == url)
    }

    static let refused: [(String, InvalidTransportURL)] = [
        ("", .noScheme), ("localhost", .noScheme), ("localhost:25", .unknownScheme),
        ("http://a.example", .unknownScheme), ("smtp+tls://a.example", .unknownScheme),
        ("smtps://user:geheim@a.example", .credentials),
        ("smtp://user:geheim@a.example:25", .credentials),
        ("smtp://geheim@a.example", .credentials),
        ("smtp:", .noHost), ("smtp:a.example", .noHost), ("smtp://", .noHost),
        ("smtp://:25", .noHost), ("smtp://a b:25", .badHost), ("smtp://a..b", .badHost),
        ("smtp://-a", .badHost), ("smtp://a/pad", .badHost), ("smtp://a.example\r\n:25", .badHost),
        ("smtp://\(String(repeating: "a", count: 64))", .badHost), ("smtp://é.example", .badHost),
        ("smtp://[]:25", .badAddress), ("smtp://[::1", .badAddress),
        ("smtp://[127.0.0.1]:25", .badAddress), ("smtp://[fe80::1%eth0]", .badAddress),
        ("smtp://[::1]25", .badAddress), ("smtp://[::1]:", .badPort), ("smtp://::1", .noHost),
        ("smtp://a:", .badPort), ("smtp://a:0", .badPort), ("smtp://a:65536", .badPort),
        ("smtp://a:+25", .badPort), ("smtp://a:25/x", .badPort), ("smtp://a:25:25", .badPort),
        ("maildir:", .noFolder), ("maildir://var/mail", .badFolder), ("maildir:a\nb", .badFolder),
    ]

    @Test("is refused with a reason that repeats nothing of it", arguments: refused)
    func refuses(text: String, error: InvalidTransportURL) {
        #expect(throws: error) { try TransportURL(text) }
        #expect(!error.description.contains("geheim"))
        #expect(error.description.contains("write") || error == .credentials)
    }
}
