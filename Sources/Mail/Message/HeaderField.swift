/// A header field besides those that every message has.
public struct HeaderField: Hashable, Sendable {
    /// What ``MessageComposer`` writes itself, what only transports write, and what must never be
    /// in a message.
    private static let reserved: Set<String> = [
        "from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "message-id",
        "mime-version", "content-type", "content-transfer-encoding", "content-language", "list-id",
        "list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "x-auto-response-suppress",
        "return-path", "received", "dkim-signature",
    ]

    /// 1...40 letters, digits and hyphens.
    public let name: String
    /// What it says.
    public let value: HeaderValue

    /// - Throws: ``InvalidHeader`` when the name is not one, or is one of those that the message
    ///   itself decides.
    public init(_ name: String, _ value: HeaderValue) throws(InvalidHeader) {
        let isName = name.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
        guard isName, (1...40).contains(name.utf8.count) else {
            throw InvalidHeader(reason: "has a name that is not 1...40 letters, digits and hyphens")
        }
        guard !Self.reserved.contains(name.lowercased()) else {
            throw InvalidHeader(reason: "\(name) is decided by the message itself")
        }
        self.name = name
        self.value = value
    }
}
