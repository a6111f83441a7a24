import Foundation
import Testing

@testable import Pages

@Suite struct GuessLimitTests {
    private static let start = Date(timeIntervalSince1970: 1_774_422_000)

    @Test("after twenty guesses a client waits, and gets one back each half minute")
    func recovers() {
        var limit = GuessLimit()
        for _ in 0..<20 {
            #expect(limit.admits("203.0.113.9", now: Self.start))
            limit.count("203.0.113.9", now: Self.start)
        }
        #expect(!limit.admits("203.0.113.9", now: Self.start))
        #expect(!limit.admits("203.0.113.9", now: Self.start - 100))
        #expect(limit.admits("203.0.113.9", now: Self.start + 31))
        #expect(limit.admits("203.0.113.8", now: Self.start))
    }

    @Test("a home with IPv6 is one client, its neighbour another")
    func networks() {
        var limit = GuessLimit()
        for number in 0..<20 { limit.count("2001:db8:0:7::\(number)", now: Self.start) }
        #expect(!limit.admits("2001:db8:0:7:aaaa::1", now: Self.start))
        #expect(limit.admits("2001:db8:0:8::1", now: Self.start))
    }

    @Test("no more clients are remembered than fit, the latest among them")
    func bounded() {
        var limit = GuessLimit()
        for number in 0..<(GuessLimit.mostClients + 5) {
            for _ in 0..<(number == GuessLimit.mostClients + 4 ? 20 : 1) {
                limit.count("client\(number)", now: Self.start + Double(number) / 1e6)
            }
        }
        #expect(!limit.admits("client\(GuessLimit.mostClients + 4)", now: Self.start))
    }

    @Test(
        "who asks is told by trusted proxies only",
        arguments: [
            ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
            ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("127.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("127.0.0.1", "<script>", "127.0.0.1"), ("127.0.0.1", "", "127.0.0.1"),
        ])
    func forwarded(peer: String, header: String, client: String) {
        let trusted: Set = ["127.0.0.1", "10.0.0.2"]
        #expect(ClientAddress.of(peer: peer, forwarded: header, trusted: trusted) == client)
        #expect(ClientAddress.of(peer: nil, forwarded: nil, trusted: trusted) == "unix")
    }
}
