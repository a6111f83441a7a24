import Foundation

/// The name of a host or a mail domain: two labels or more, in ASCII, lower-cased.
///
/// A label has 1...63 letters, digits and hyphens, none at its ends (RFC 1123 §2.1); the whole has
/// at most 253 (RFC 1035 §2.3.4 in text form). The last label is not a number: that would be an
/// IPv4 address.
public struct DomainName: Hashable, Sendable, CustomStringConvertible {
    private static let longest = 253
    private static let longestLabel = 63
    private static let prefix = "xn--"

    /// In ASCII; internationalised labels stand here as A-labels (`xn--…`, RFC 5890).
    public let description: String

    /// Reads one name. Capitals become small, letters outside ASCII become A-labels (RFC 5891):
    /// after normalisation (NFC), and only letters, marks and digits that have no plainer form. No
    /// dot at the end.
    ///
    /// - Throws: ``InvalidDomain`` with the reason; the text itself is not in it.
    public init(_ text: String) throws(InvalidDomain) {
        guard text.utf8.count <= 4 * Self.longest else { throw .tooLong }
        var labels: [String] = []
        for label in text.split(separator: ".", omittingEmptySubsequences: false) {
            labels.append(try Self.asciiLabel(String(label)))
        }
        guard labels.count > 1 else { throw InvalidDomain(reason: "has no dot in it") }
        if labels.last?.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) == true {
            throw InvalidDomain(reason: "ends in a number")
        }
        description = labels.joined(separator: ".")
        guard description.utf8.count <= Self.longest else { throw .tooLong }
    }

    private static func asciiLabel(_ label: String) throws(InvalidDomain) -> String {
        let isASCII = label.utf8.allSatisfy { $0 < 0x80 }
        let lower = normalised(label, isASCII: isASCII)
        let ascii = isASCII ? lower : try encoded(lower)
        guard (1...longestLabel).contains(ascii.utf8.count) else {
            throw InvalidDomain(
                reason: ascii.isEmpty
                    ? "has an empty part" : "has a part longer than \(longestLabel) letters")
        }
        guard ascii.utf8.allSatisfy(isLetterDigitHyphen), ascii.first != "-", ascii.last != "-"
        else {
            throw InvalidDomain(
                reason: "has a part with something else than letters, digits and inner hyphens")
        }
        if isASCII, ascii.hasPrefix(prefix) { try checkRoundTrip(ascii) }
        return ascii
    }

    /// Lower-cased in NFC. Plain ASCII needs no tables.
    private static func normalised(_ label: String, isASCII: Bool) -> String {
        isASCII ? label.lowercased() : label.lowercased().precomposedStringWithCanonicalMapping
    }

    private static func encoded(_ label: String) throws(InvalidDomain) -> String {
        let scalars = Array(label.unicodeScalars)
        guard scalars.count <= longestLabel, isStable(label), !isMark(scalars[0]),
            scalars.allSatisfy(isAllowed), let ascii = Punycode.encode(scalars),
            Punycode.decode(ascii) == scalars
        else { throw .notInternational }
        return prefix + ascii
    }

    /// An A-label that was given must be the very one that its Unicode form gives (RFC 5891 §5.4).
    private static func checkRoundTrip(_ label: String) throws(InvalidDomain) {
        guard let scalars = Punycode.decode(label.dropFirst(prefix.count)), !scalars.isEmpty,
            !scalars.allSatisfy(\.isASCII)
        else { throw .notInternational }
        let unicode = String(String.UnicodeScalarView(scalars))
        let again = normalised(unicode, isASCII: false)
        guard again.unicodeScalars.elementsEqual(scalars), try encoded(again) == label else {
            throw .notInternational
        }
    }

    /// No full-width or other compatibility letters: they look like others (RFC 5892 §2.2).
    private static func isStable(_ label: String) -> Bool {
        label.precomposedStringWithCompatibilityMapping.unicodeScalars
            .elementsEqual(label.unicodeScalars)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .spacingMark].contains(scalar.properties.generalCategory)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isLetterDigitHyphen(UInt8(scalar.value)) }
        return switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark,
            .spacingMark:
            true
        default: false
        }
    }

    private static func isLetterDigitHyphen(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Why a text is not a domain name. Does not hold the text: it may be a part of somebody's address.
public struct InvalidDomain: Error, Equatable, Sendable, CustomStringConvertible {
    /// Completes "the domain …".
    public let reason: String
    /// The reason as a sentence without its full stop.
    public var description: String { "the domain \(reason)" }

    static let tooLong = InvalidDomain(reason: "is longer than 253 letters")
    static let notInternational = InvalidDomain(
        reason: "has a part that is not a correct internationalised name")
}
