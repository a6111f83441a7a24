/// Text for people in a header: one line, without anything that could end it or turn it around.
enum HeaderText {
    /// `text` with control characters, line separators and marks that override the direction of
    /// writing made spaces, and every run of spaces made one; none at its ends.
    static func cleaned(_ text: String) -> String {
        text.unicodeScalars
            .split { $0 == " " || isRefused($0) }
            .map { String(String.UnicodeScalarView($0)) }
            .joined(separator: " ")
    }

    /// Whether `text`, cleaned, can stand in a header as it is: printable ASCII in words of at most
    /// 60, none of which looks like the start of an encoded word.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && text.utf8.split(separator: UInt8(ascii: " ")).allSatisfy { $0.count <= 60 }
    }

    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
