import Testing

@testable import Mail

@Suite struct MessageQuotedPrintableTests {
    private func encoded(_ text: String) -> String {
        String(decoding: QuotedPrintable.encode(text), as: UTF8.self)
    }

    @Test(
        "text becomes whole lines in quoted-printable",
        arguments: [
            ("", ""), ("a", "a\r\n"), ("a\n", "a\r\n"), ("a\r\n", "a\r\n"), ("a\r", "a\r\n"),
            ("a\n\nb", "a\r\n\r\nb\r\n"), ("\n", "\r\n"), ("a\r\r\nb", "a\r\n\r\nb\r\n"),
            ("a=b", "a=3Db\r\n"), ("é", "=C3=A9\r\n"), ("a \nb\t\n", "a=20\r\nb=09\r\n"),
            (" a\tb", " a\tb\r\n"), (" ", "=20\r\n"), (".", "=2E\r\n"), ("..a.b", "=2E.a.b\r\n"),
            ("a\u{0}b\u{7F}", "a=00b=7F\r\n"),
        ])
    func lines(text: String, lines: String) {
        #expect(encoded(text) == lines)
    }

    @Test("a line is broken softly before it outgrows 76", arguments: 70...80)
    func longLines(count: Int) {
        for filler in ["x", "é", "=", " ", "."] {
            let text = String(repeating: filler, count: count) + "y"
            let lines = encoded(text).split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.first != "." })
            #expect(lines.allSatisfy { $0.last != " " })
            #expect(decoded(encoded(text)) == text + "\r\n")
        }
    }

    @Test("random text comes back with its lines ended by CRLF", arguments: 0..<200)
    func random(seed: UInt64) {
        var generator = Xorshift(seed: seed)
        let alphabet = Array("abc =.\té家\u{0}👍")
        let texts = (0...Int.random(in: 0...6, using: &generator)).map { _ in
            String(
                (0..<Int.random(in: 0...120, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                })
        }
        let lineEnd = ["\n", "\r\n", "\r"][Int(seed % 3)]
        let encoded = encoded(texts.map { $0 + lineEnd }.joined())
        #expect(decoded(encoded) == texts.map { $0 + "\r\n" }.joined())
        let lines = encoded.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(lines.allSatisfy { $0.last != " " && $0.last != "\t" && $0.first != "." })
    }

    @Test("the encoding of parts is that of the whole")
    func joins() {
        let parts = ["Één regel\n", "twee\nregels\n", "", "laatste"]
        #expect(parts.map(encoded).joined() == encoded(parts.joined()))
    }

    /// RFC 2045 §6.7 read back, without any leniency.
    private func decoded(_ text: String) -> String? {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "=") else {
                octets.append(octet)
                continue
            }
            let pair = String(decoding: rest.prefix(2), as: UTF8.self)
            rest = rest.dropFirst(2)
            if pair == "\r\n" { continue }
            guard let value = UInt8(pair, radix: 16) else { return nil }
            octets.append(value)
        }
        return String(validating: octets, as: UTF8.self)
    }
}

/// Random numbers that are the same in every run (xorshift64*).
private struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2_685_821_657_736_338_717 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
