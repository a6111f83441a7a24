/// A server's reply with every address taken out, as it may be stored and logged.
public struct ScrubbedReply: Equatable, Sendable {
    /// The reply code, 200...599 (RFC 5321 §4.2).
    public let code: Int
    /// The enhanced status code such as `5.1.1`, when the server sent one (RFC 3463).
    public let enhanced: String?
    /// The text, at most 200 characters, one line, whatever looks like an address replaced by
    /// `<…>`.
    public let text: String
    /// Whether it answered RCPT. Any other answer is about the relay or our standing with it, and says nothing of the
    /// recipient's provider.
    public let answersRCPT: Bool

    /// Scrubs `text`: an address in it (anything around an `@`) becomes `<…>`, control characters
    /// become spaces, and it is cut to 200 characters.
    public init(code: Int, enhanced: String? = nil, text: String, answersRCPT: Bool = false) {
        self.code = code
        self.enhanced = enhanced
        self.text = Self.scrub(text)
        self.answersRCPT = answersRCPT
    }

    /// The same as the answer to `stage`.
    func answering(_ stage: Transaction.Stage) -> ScrubbedReply {
        ScrubbedReply(
            code: code, enhanced: enhanced, text: text, answersRCPT: stage == .recipient)
    }

    /// Without its words.
    var wordless: ScrubbedReply { ScrubbedReply(code: code, enhanced: enhanced, text: "") }

    static func scrub(_ text: String) -> String {
        let words = text.unicodeScalars
            .split { $0.value <= 0x20 || $0.value == 0x7F || ($0.value >= 0x80 && $0.value < 0xA0) }
            .map { $0.contains("@") ? "<…>" : String(String.UnicodeScalarView($0)) }
        return String(words.joined(separator: " ").prefix(200))
    }
}

extension ScrubbedReply: CustomStringConvertible {
    /// `550 5.1.1 text`.
    public var description: String {
        [String(code), enhanced, text].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
