import BuurtpostTestKit
import Links
import Testing

@Suite struct SecretKeyTests {
    let key = SecretKey(octets: [UInt8](0..<32))!

    /// The expected code was computed with Python's hmac.
    @Test("a code is HMAC-SHA256 over the fields, each after its length in eight octets")
    func knownCode() {
        let code = key.code(for: "test", [Array("abc".utf8)])
        let hex = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == "131ff6b14158048aad7cdda537259934999f773298384491e6b004412dd8509f")
    }

    @Test(
        "octets moved between fields, or another use, give another code",
        arguments: [
            ("use", ["a", "bc"]), ("use", ["abc"]), ("use", ["ab", "c", ""]), ("us", ["eab", "c"]),
            ("other", ["ab", "c"]), ("use", ["c", "ab"]), ("use", []),
        ])
    func separated(use: String, fields: [String]) {
        let other = key.code(for: use, fields.map { Array($0.utf8) })
        #expect(key.code(for: "use", [Array("ab".utf8), Array("c".utf8)]) != other)
    }

    @Test("a code is accepted whole or cut to 16 octets, not shorter, longer or changed")
    func accepts() {
        let code = key.code(for: "use", [[1, 2, 3]])
        #expect(key.accepts(code, for: "use", [[1, 2, 3]]))
        #expect(key.accepts(code.prefix(16), for: "use", [[1, 2, 3]]))
        #expect(!key.accepts(code.prefix(15), for: "use", [[1, 2, 3]]))
        #expect(!key.accepts(code + [0], for: "use", [[1, 2, 3]]))
        #expect(!key.accepts([], for: "use", [[1, 2, 3]]))
        #expect(!key.accepts(code, for: "use", [[1, 2]]))
        #expect(!key.accepts(code, for: "other", [[1, 2, 3]]))
    }

    @Test("a key has 32 octets and no other number", arguments: [0, 16, 31, 33, 64])
    func count(count: Int) {
        #expect(SecretKey(octets: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("a key is never printed")
    func redacted() {
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", "\((key, 1))", dumped] {
            #expect(text.contains("<redacted>"))
            #expect(!text.contains("Symmetric") && !text.contains("AAEC"))
        }
    }

    @Test("the same seed gives the same key, another seed another")
    func random() {
        func code(_ seed: UInt64) -> [UInt8] {
            var generator = SplitMix64(seed: seed)
            return SecretKey(using: &generator).code(for: "test", [])
        }
        #expect(code(1) == code(1))
        #expect(code(1) != code(2))
    }
}
