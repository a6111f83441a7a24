/// A text as a JSON string, with its quotes (RFC 8259 §7).
struct JSONString: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let isPlain = !text.utf8.contains(where: Self.mustBeEscaped)
        description = "\"\(isPlain ? text : Self.escaped(text))\""
    }

    /// Quotes, backslashes and controls.
    private static func mustBeEscaped(_ octet: UInt8) -> Bool {
        octet < 0x20 || octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\")
    }

    private static func escaped(_ text: String) -> String {
        var octets: [UInt8] = []
        for octet in text.utf8 {
            if mustBeEscaped(octet) {
                octets += Array("\\u00".utf8) + [hex(octet >> 4), hex(octet & 15)]
            } else {
                octets.append(octet)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
