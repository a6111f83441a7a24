internal import Glibc

/// A host name or IP address that is safe in an SMTP command and for the resolver.
public struct HostName: Hashable, Sendable, CustomStringConvertible {
    /// In ASCII, lower-cased, 1...253 characters; an IPv6 address without brackets, in its shortest form (RFC 5952).
    public let description: String

    /// Nil unless `text` consists of labels of letters, digits and hyphens, each of 1...63
    /// characters and neither begun nor ended by a hyphen (RFC 1123 §2.1).
    public init?(_ text: some StringProtocol) {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy({ Self.isLabel(String($0)) }) else {
            return nil
        }
        description = text.lowercased()
    }

    /// An IPv6 address, without brackets and zone; nil when `text` is none.
    public init?(ipv6 text: some StringProtocol) {
        var address = in6_addr()
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_pton(AF_INET6, String(text), &address) == 1,
            inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count)) != nil
        else { return nil }
        description = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Whether it is an IPv6 address.
    public var isIPv6: Bool { description.contains(":") }

    /// As it stands in a URL: an IPv6 address in brackets (RFC 3986 §3.2.2).
    public var inURL: String { isIPv6 ? "[\(description)]" : description }

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
