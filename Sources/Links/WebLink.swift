/// An absolute http or https address that is safe in a header and between quotes in HTML.
///
/// Printable ASCII without spaces, quotes, `<`, `>`, `\`, `^`, `` ` ``, `{`, `|` or `}` (RFC 3986
/// §2), at most 900 octets, with a host and without user and password.
public struct WebLink: Hashable, Sendable, CustomStringConvertible {
    private static let longest = 900
    private static let refused = Set("\"'<>\\^`{|}".utf8)

    private static let hostLetters = Set(
        "0123456789-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    /// The address as it was given.
    public let description: String

    /// Whether it begins with `https:`. One-click unsubscribing works with such only (RFC 8058
    /// §3.1).
    public var isEncrypted: Bool { description.hasPrefix("https:") }

    /// - Throws: ``InvalidWebLink`` with the reason; the text itself is not in it.
    public init(_ text: String) throws(InvalidWebLink) {
        guard text.utf8.count <= Self.longest else {
            throw InvalidWebLink(reason: "is longer than \(Self.longest) octets")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.refused.contains($0) })
        else { throw InvalidWebLink(reason: "holds a character that must be percent-encoded") }
        guard let start = ["https://", "http://"].first(where: text.hasPrefix) else {
            throw InvalidWebLink(reason: "does not begin with https:// or http://")
        }
        try Self.checkAuthority(text.dropFirst(start.count).prefix { !"/?#".contains($0) })
        description = text
    }

    /// A path of our own under the address of the pages.
    ///
    /// - Precondition: `path` is made of letters, digits, hyphens and slashes, and has at most 200 of them.
    init(_ base: PublicURL, path: String) {
        description = "\(base)/\(path)"
    }

    /// A host and perhaps a colon and a port.
    private static func checkAuthority(_ text: Substring) throws(InvalidWebLink) {
        guard !text.utf8.contains(UInt8(ascii: "@")) else {
            throw InvalidWebLink(reason: "has a user or a password before its host")
        }
        let closer = text.lastIndex(of: "]").map(text.index(after:)) ?? text.startIndex
        let host = text[..<(text[closer...].firstIndex(of: ":") ?? text.endIndex)]
        guard isHost(host), isPort(text[host.endIndex...]) else {
            throw InvalidWebLink(reason: "has no host, or one that cannot be")
        }
    }

    /// A name or an IPv4 address, or an IPv6 address in brackets (RFC 3986 §3.2.2).
    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            let inner = host.dropFirst().dropLast()
            return host.last == "]" && inner.contains(":")
                && inner.utf8.allSatisfy("0123456789abcdefABCDEF:.".utf8.contains)
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy(hostLetters.contains)
        }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && UInt16(text.dropFirst()) != nil
    }
}

/// Why a text is not a web address. Does not hold the text: it may have carried somebody's token.
public struct InvalidWebLink: Error, Equatable, Sendable, CustomStringConvertible {
    /// Completes "the web address …".
    public let reason: String
    /// The reason as a sentence without its full stop.
    public var description: String { "the web address \(reason)" }
}
