/// A reply as it came over the wire, taken apart (RFC 5321 §4.2, RFC 2034 §4).
enum ReplyText {
    /// The first complete reply in `octets`; nil when there is none, or it does not begin with a
    /// code.
    static func parse(_ octets: some Sequence<UInt8>) -> ScrubbedReply? {
        let lines = String(decoding: Array(octets), as: UTF8.self).split(separator: "\r\n")
        guard let last = lines.firstIndex(where: { isLast($0) }), let code = code(of: lines[last])
        else { return nil }
        return scrubbed(
            code: code, text: lines[...last].map { $0.dropFirst(4) }.joined(separator: " "))
    }

    /// Cuts the enhanced status code off the front of `text`.
    static func scrubbed(code: Int, text: String) -> ScrubbedReply {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first, isEnhancedCode(first) else {
            return ScrubbedReply(code: code, text: text)
        }
        let rest = words.dropFirst().first.map(String.init) ?? ""
        return ScrubbedReply(code: code, enhanced: String(first), text: rest)
    }

    private static func isLast(_ line: Substring) -> Bool {
        code(of: line) != nil && (line.utf8.count == 3 || line.dropFirst(3).first == " ")
    }

    private static func code(of line: Substring) -> Int? {
        let digits = line.prefix(3)
        guard digits.utf8.count == 3, digits.utf8.allSatisfy(isDigit) else { return nil }
        return Int(digits)
    }

    /// class "." subject "." detail, with class 2, 4 or 5 (RFC 3463 §2).
    private static func isEnhancedCode(_ word: Substring) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && ["2", "4", "5"].contains(parts[0])
            && parts.allSatisfy { (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }
    }

    private static func isDigit(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
}
