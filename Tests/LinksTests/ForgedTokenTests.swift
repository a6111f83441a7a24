import BuurtpostTestKit
import Foundation
import Links
import Model
import Testing

@Suite struct ForgedTokenTests {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    @Test("a million guesses in the form of a token are all refused")
    func million() {
        var random = SplitMix64(seed: 58)
        let keys = LinkKeys([(1, SecretKey(using: &random))])
        let right = keys.sign(LinkToken(purpose: .unsubscribe, subject: 17, version: 1))
        let accepted = (0..<1_000_000).count { _ in
            let guess = Self.guess(like: right, using: &random)
            return guess != right
                && keys.read(guess, for: .unsubscribe, now: Date(unixMilliseconds: 0)) != .forged
        }
        #expect(accepted == 0)
        #expect(keys.read(right, for: .unsubscribe, now: .distantFuture) != .forged)
    }

    /// A token of ours with some of its letters replaced.
    private static func guess(like right: String, using random: inout SplitMix64) -> String {
        var octets = Array(right.utf8)
        for _ in 0...Int(random.next() % 3) {
            octets[Int(random.next() % UInt64(octets.count))] = letters[Int(random.next() % 32)]
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
