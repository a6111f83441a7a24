public import Links
public import Model

/// A Message-ID of ours: the same letter always has the same, whoever composes it and how often.
///
/// So a copy that a crash makes is known as a copy, and a bounce or complaint finds its letter.
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    private static let use = "message-id"
    /// 160 bits, 32 letters: no two letters of one instance ever share one.
    private static let octetCount = 20

    /// 32 lower-case letters and digits.
    let token: String
    private let domain: DomainName

    /// `<token@domain>`, as it stands in the header and in `letter.message_id`.
    public var description: String { "<\(token)@\(domain)>" }

    /// The Message-ID of the letter for (purpose, recipient, occasion): an HMAC that tells nothing
    /// about them.
    ///
    /// - Parameters:
    ///   - recipient: As in the column `letter.recipient`.
    ///   - occasion: As in the column `letter.occasion`.
    ///   - key: The key that is never rotated; with another key the same letter gets another
    ///     Message-ID.
    ///   - domain: A domain of ours (RFC 5322 §3.6.4).
    public init(
        purpose: Purpose, recipient: String, occasion: String, key: SecretKey, domain: DomainName
    ) {
        let fields = [purpose.rawValue, recipient, occasion].map { Array($0.utf8) }
        token = Base32.encode(key.code(for: Self.use, fields).prefix(Self.octetCount))
        self.domain = domain
    }

    /// Reads ``description`` back, capitals and spaces around it forgiven; nil when it cannot be
    /// one of ours.
    public init?(_ text: String) {
        let trimmed = text.lowercased().filter { !$0.isWhitespace }
        let parts = trimmed.dropFirst().dropLast().split(separator: "@")
        guard trimmed.first == "<", trimmed.last == ">", parts.count == 2,
            Base32.decode(parts[0])?.count == Self.octetCount,
            let domain = try? DomainName(String(parts[1]))
        else { return nil }
        token = String(parts[0])
        self.domain = domain
    }
}
