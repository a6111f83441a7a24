import Foundation

/// An e-mail address that is safe in an SMTP command and in a header: nothing else can be built.
///
/// The local part is a dot-atom of at most 64 octets (RFC 5321 §4.5.3.1.1), in which letters, marks and digits outside
/// ASCII may stand (RFC 6531 §3.3; then only relays with SMTPUTF8 can take it), the domain consists of
/// LDH labels in ASCII, lower-cased. Quoted local parts, address literals, comments and control
/// characters are refused. The whole has at most 254 octets (RFC 5321 §4.5.3.1.3, less the angle
/// brackets).
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    private static let longestLocalPart = 64
    private static let longest = 254
    /// By octet: RFC 5322 §3.2.3, `atext`.
    private static let isAtomTable = (UInt8.min ... .max).map { octet in
        octet.isASCIILetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(octet)
    }

    /// As it was given: capitals may matter to the receiving host (RFC 5321 §2.4). In NFC (RFC 6532 §3.1).
    public let localPart: String
    /// In ASCII; an internationalised domain stands here in its A-label form (`xn--…`, RFC 5890).
    public let domain: String

    /// Whether there are letters outside ASCII before the @: a relay must offer SMTPUTF8 (RFC 6531).
    public var needsSMTPUTF8: Bool { !localPart.utf8.allSatisfy { $0 < 0x80 } }

    /// `local@domain`, as it goes into MAIL, RCPT and headers.
    public var description: String { "\(localPart)@\(domain)" }

    /// Reads one address; spaces around it (also tabs and no-break spaces) are cut off, nothing
    /// else is mended.
    ///
    /// - Throws: ``InvalidAddress`` with the reason; the text itself is not in it.
    public init(_ text: String) throws(InvalidAddress) {
        let trimmed = Self.trimmed(text)
        guard let at = trimmed.lastIndex(of: "@") else { throw InvalidAddress(reason: "has no @") }
        localPart = Self.normalised(trimmed[..<at])
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
        guard part.unicodeScalars.allSatisfy(isAllowed) else {
            throw InvalidAddress(reason: "has a character before its @ that may not stand there")
        }
        guard part.first != ".", part.last != ".", !part.contains("..") else {
            throw InvalidAddress(reason: "has a dot too many before its @")
        }
    }

    /// Plain ASCII needs no tables.
    private static func normalised(_ part: Substring) -> String {
        part.utf8.allSatisfy { $0 < 0x80 }
            ? String(part) : String(part).precomposedStringWithCanonicalMapping
    }

    /// Outside ASCII only what names are written with: no controls, spaces, symbols or marks that turn the direction of
    /// writing around.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return isAtom(UInt8(scalar.value)) || scalar == "."
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter,
            .decimalNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }

    /// RFC 5322 §3.2.3, `atext`.
    static func isAtom(_ octet: UInt8) -> Bool { isAtomTable[Int(octet)] }
}

/// Why a text is not an address. Does not hold the text: it may be somebody's address.
public struct InvalidAddress: Error, Equatable, Sendable, CustomStringConvertible {
    /// Completes "the address …".
    public let reason: String
    /// The reason as a sentence without its full stop.
    public var description: String { "the address \(reason)" }
}
