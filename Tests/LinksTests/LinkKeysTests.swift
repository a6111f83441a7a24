import BuurtpostTestKit
import Foundation
import Links
import Testing

@Suite struct LinkKeysTests {
    private static let now = Date(timeIntervalSince1970: 1_774_400_000)
    private let keys: LinkKeys

    init() {
        var generator = SplitMix64(seed: 7)
        keys = LinkKeys([(1, SecretKey(using: &generator)), (9, SecretKey(using: &generator))])
    }

    static let tokens = [
        LinkToken(purpose: .unsubscribe, subject: 1),
        LinkToken(purpose: .frequency, subject: 0, version: 3, expiresAt: now + 3600),
        LinkToken(purpose: "confirm-entry", subject: .max, version: .max, expiresAt: now + 9e9),
        LinkToken(purpose: .preferences, subject: -5, expiresAt: now + 1.75),
    ]

    @Test("a link says what was signed, in a few letters and digits", arguments: tokens)
    func roundTrip(token: LinkToken) {
        let text = keys.sign(token)
        #expect(keys.read(text, for: token.purpose, now: Self.now) == .valid(token))
        #expect((32...61).contains(text.utf8.count))
        #expect(text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) })
    }

    @Test("the same token gives the same link", arguments: tokens)
    func deterministic(token: LinkToken) {
        #expect(keys.sign(token) == keys.sign(token))
    }

    @Test(
        "a link is valid until the second it expires, and then still known as ours",
        arguments: [(0, false), (3599.9, false), (3600, true), (1e9, true)])
    func expiry(secondsLater: TimeInterval, isExpired: Bool) {
        let token = LinkToken(purpose: .preferences, subject: 4, expiresAt: Self.now + 3600)
        let reading = keys.read(
            keys.sign(token), for: .preferences, now: Self.now + secondsLater)
        #expect(reading == (isExpired ? .expired(token) : .valid(token)))
    }

    @Test("a link without an end never expires")
    func noExpiry() {
        let token = LinkToken(purpose: .unsubscribe, subject: 4)
        let reading = keys.read(keys.sign(token), for: .unsubscribe, now: .distantFuture)
        #expect(reading == .valid(token))
    }

    @Test("every flip of one bit of the text is forged", arguments: tokens)
    func bitFlips(token: LinkToken) {
        let text = Array(keys.sign(token).utf8)
        for place in 0..<(text.count * 8) {
            var flipped = text
            flipped[place / 8] ^= 1 << (place % 8)
            expectForged(String(decoding: flipped, as: UTF8.self), for: token.purpose)
        }
    }

    @Test("every flip of one bit of what the text stands for is forged", arguments: tokens)
    func octetFlips(token: LinkToken) throws {
        let octets = try #require(Base32.decode(keys.sign(token)))
        for place in 0..<(octets.count * 8) {
            var flipped = octets
            flipped[place / 8] ^= 1 << (place % 8)
            expectForged(Base32.encode(flipped), for: token.purpose)
        }
    }

    @Test("every truncation, at either end, is forged", arguments: tokens)
    func truncations(token: LinkToken) throws {
        let text = keys.sign(token)
        let octets = try #require(Base32.decode(text))
        for count in 0..<text.count {
            expectForged(String(text.prefix(count)), for: token.purpose)
            expectForged(String(text.suffix(count)), for: token.purpose)
        }
        for count in 0..<octets.count {
            expectForged(Base32.encode(octets.prefix(count)), for: token.purpose)
            expectForged(Base32.encode(octets.suffix(count)), for: token.purpose)
        }
    }

    @Test("every extension is forged", arguments: [1, 2, 8, 16, 100_000])
    func extensions(count: Int) {
        let more = String(repeating: "a", count: count)
        expectForged(keys.sign(Self.tokens[0]) + more, for: .unsubscribe)
        expectForged(more + keys.sign(Self.tokens[0]), for: .unsubscribe)
    }

    @Test("a link for one purpose is forged for another", arguments: tokens)
    func otherPurpose(token: LinkToken) {
        let purposes: [LinkPurpose] = [
            .unsubscribe, .frequency, .preferences, "confirm-entry", "x",
        ]
        for purpose in purposes where purpose != token.purpose {
            expectForged(keys.sign(token), for: purpose)
        }
    }

    @Test("a link signed with another key under the same number is forged")
    func otherKey() {
        var generator = SplitMix64(seed: 8)
        let others = LinkKeys([(1, SecretKey(using: &generator))])
        expectForged(others.sign(Self.tokens[0]), for: .unsubscribe)
    }

    @Test("random texts are forged and do no harm")
    func randomTexts() {
        var generator = SplitMix64(seed: 99)
        for _ in 0..<2000 {
            let octets = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            expectForged(Base32.encode(octets), for: .unsubscribe)
            expectForged(String(decoding: octets, as: UTF8.self), for: .unsubscribe)
        }
    }

    @Test(
        "a purpose is a short word for a path",
        arguments: [
            ("unsubscribe", true), ("a", true), ("accept-match2", true), ("", false), ("-a", false),
            ("2a", false), ("A", false), ("a/b", false), ("é", false), ("a b", false),
            (String(repeating: "a", count: 32), true), (String(repeating: "a", count: 33), false),
        ])
    func purposes(name: String, isValid: Bool) {
        #expect((LinkPurpose(name)?.name == name) == isValid)
    }

    private func expectForged(
        _ text: String, for purpose: LinkPurpose, at place: SourceLocation = #_sourceLocation
    ) {
        let reading = keys.read(text, for: purpose, now: Self.now)
        #expect(reading == .forged, sourceLocation: place)
    }
}
