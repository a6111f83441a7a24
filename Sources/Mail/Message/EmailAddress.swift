/// An e-mail address that is safe in an SMTP command and in a header: nothing else can be built.
///
/// The local part is a dot-atom of at most 64 octets (RFC 5321 §4.5.3.1.1), the domain consists of
/// LDH labels in ASCII, lower-cased. Quoted local parts, address literals, comments and control
/// characters are refused. The whole has at most 254 octets (RFC 5321 §4.5.3.1.3, less the angle
/// brackets).
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    private static let longestLocalPart = 64
    private static let longest = 254
    private static let atomSpecials = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    /// As it was given: capitals may matter to the receiving host (RFC 5321 §2.4).
    public let localPart: String
    /// In ASCII; an internationalised domain stands here in its A-label form (`xn--…`, RFC 5890).
    public let domain: String

    /// `local@domain`, as it goes into MAIL, RCPT and headers.
    public var description: String { "\(localPart)@\(domain)" }

    /// Reads one address; spaces around it (also tabs and no-break spaces) are cut off, nothing
    /// else is mended.
    ///
    /// - Throws: ``InvalidAddress`` with the reason; the text itself is not in it.
    public init(_ text: String) throws(InvalidAddress) {
        let trimmed = Self.trimmed(text)
        guard let at = trimmed.lastIndex(of: "@") else { throw InvalidAddress(reason: "has no @") }
        localPart = String(trimmed[..<at])
        try Self.checkLocalPart(localPart)
        do {
            domain = try DomainName(String(trimmed[trimmed.index(after: at)...])).description
        } catch {
            throw InvalidAddress(reason: "has a domain that \(error.reason)")
        }
        guard description.utf8.count <= Self.longest else {
            throw InvalidAddress(reason: "is longer than \(Self.longest) octets")
        }
    }

    /// An address of our own making.
    ///
    /// - Throws: ``InvalidAddress`` when the local part is not a dot-atom or the whole is too long.
    public init(localPart: String, domain: DomainName) throws(InvalidAddress) {
        try self.init("\(localPart)@\(domain)")
    }

    private static func trimmed(_ text: String) -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        var trimmed = text.drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
        return trimmed
    }

    private static func checkLocalPart(_ part: String) throws(InvalidAddress) {
        guard !part.isEmpty else { throw InvalidAddress(reason: "has nothing before its @") }
        guard part.utf8.count <= longestLocalPart else {
            throw InvalidAddress(reason: "has more than \(longestLocalPart) octets before its @")
        }
        guard part.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw InvalidAddress(
                reason: "has letters before its @ that not every mail server can handle")
        }
        guard part.utf8.allSatisfy({ isAtom($0) || $0 == UInt8(ascii: ".") }) else {
            throw InvalidAddress(reason: "has a character before its @ that may not stand there")
        }
        guard part.first != ".", part.last != ".", !part.contains("..") else {
            throw InvalidAddress(reason: "has a dot too many before its @")
        }
    }

    /// RFC 5322 §3.2.3, `atext`.
    static func isAtom(_ octet: UInt8) -> Bool {
        octet.isASCIILetterOrDigit || atomSpecials.contains(octet)
    }
}

/// Why a text is not an address. Does not hold the text: it may be somebody's address.
public struct InvalidAddress: Error, Equatable, Sendable, CustomStringConvertible {
    /// Completes "the address …".
    public let reason: String
    /// The reason as a sentence without its full stop.
    public var description: String { "the address \(reason)" }
}
