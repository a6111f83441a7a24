/// Octets as letters that survive every mail system and every copy by hand: RFC 4648 §6 in lower
/// case, without padding.
///
/// Chosen over base64url for links too: no `-` or `_` that a mail program leaves out of a link at
/// the end of a line, and no letter whose case matters.
public enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// The text for `octets`: 8 letters for 5 octets, the last group shorter. Empty for none.
    public static func encode(_ octets: some Sequence<UInt8>) -> String {
        var letters: [UInt8] = []
        var buffer: UInt16 = 0
        var bits = 0
        for octet in octets {
            buffer = buffer << 8 | UInt16(octet)
            bits += 8
            while bits >= 5 {
                bits -= 5
                letters.append(alphabet[Int(buffer >> bits) & 31])
            }
        }
        if bits > 0 { letters.append(alphabet[Int(buffer << (5 - bits)) & 31]) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The octets of which `text` is the one and only text; nil for anything that ``encode(_:)``
    /// does not give, such as capitals, padding, a length that is not possible, or a last letter
    /// with bits too many.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        var buffer: UInt16 = 0
        var bits = 0
        for letter in text.utf8 {
            guard let value = value(of: letter) else { return nil }
            buffer = buffer << 5 | UInt16(value)
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            octets.append(UInt8(truncatingIfNeeded: buffer >> bits))
        }
        let rest = buffer & (1 << bits - 1)
        return bits < 5 && rest == 0 ? octets : nil
    }

    private static func value(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): letter - UInt8(ascii: "a")
        case UInt8(ascii: "2")...UInt8(ascii: "7"): letter - UInt8(ascii: "2") + 26
        default: nil
        }
    }
}
