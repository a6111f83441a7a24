/// Tells texts apart without keeping them: 64-bit FNV-1a in sixteen hexadecimal digits.
///
/// For comparing with an earlier value only, against accident, not against malice.
struct Fingerprint: Equatable, Sendable {
    let text: String

    init(of original: String) {
        let hash = original.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        text = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Reads what ``text`` gave; nil for anything else.
    init?(text: some StringProtocol) {
        guard text.utf8.count == 16, text.utf8.allSatisfy(\.isLowerHexadecimal) else { return nil }
        self.text = String(text)
    }
}

extension UInt8 {
    /// `0`...`9` or `a`...`f`.
    var isLowerHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
