/// Character references of HTML (`&amp;`, `&#847;`), those that letters use.
enum HTMLReferences {
    private static let named: [Substring: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
        "zwnj": "\u{200C}", "shy": "\u{AD}", "middot": "·", "ndash": "–", "mdash": "—",
        "hellip": "…", "euro": "€",
    ]

    /// `text` with its references replaced; what is none stays.
    static func replaced(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[rest.index(after: start)...]
            let name = rest.prefix(12).prefix { $0 != ";" }
            let end = rest.index(rest.startIndex, offsetBy: name.count)
            if end < rest.endIndex, rest[end] == ";", let value = value(of: name) {
                result += value
                rest = rest[rest.index(after: end)...]
            } else {
                result += "&"
            }
        }
        return result + rest
    }

    private static func value(of name: Substring) -> String? {
        guard name.first == "#" else { return named[name] }
        let digits = name.dropFirst()
        let code =
            digits.first == "x" || digits.first == "X"
            ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(Unicode.Scalar.init).map { String($0) }
    }
}
