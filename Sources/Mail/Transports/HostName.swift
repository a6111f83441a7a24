/// A host name or IPv4 address that is safe in an SMTP command and for the resolver.
public struct HostName: Hashable, Sendable, CustomStringConvertible {
    /// In ASCII, lower-cased, 1...253 characters.
    public let description: String

    /// Nil unless `text` consists of labels of letters, digits and hyphens, each of 1...63
    /// characters and neither begun nor ended by a hyphen (RFC 1123 §2.1). IPv6 literals are no
    /// host names.
    public init?(_ text: some StringProtocol) {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy({ Self.isLabel(String($0)) }) else {
            return nil
        }
        description = text.lowercased()
    }

    private static func isLabel(_ label: String) -> Bool {
        (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(isLetterDigitHyphen)
            && label.first != "-" && label.last != "-"
    }

    private static func isLetterDigitHyphen(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
