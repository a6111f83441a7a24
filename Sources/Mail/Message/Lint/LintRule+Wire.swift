extension LintRule {
    /// What any server on the way may read differently (RFC 5321 §2.3.8, RFC 5322 §2.1.1).
    static let wireRules = [
        message(
            "wire", .fatal,
            "every line ends in CRLF and has at most 998 octets, and all is 7-bit but an address in the header"
        ) { message in
            MessageCheck.wireProblems(
                of: message.octets, allowsUTF8: MessageCheck.needsUTF8(message)
            )
            .map(\.description)
        }
    ]
}

extension MessageCheck {
    /// Whether a finished message is one of RFC 6532: an address in its header has letters outside ASCII.
    static func needsUTF8(_ message: LintedMessage) -> Bool {
        guard let header = message.header else { return false }
        return ["to", "from", "reply-to"].contains { key in
            header.values(key).contains { HeaderMailbox($0)?.address.needsSMTPUTF8 == true }
        }
    }
}
