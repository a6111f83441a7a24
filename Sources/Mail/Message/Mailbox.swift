/// An address with a name for people, as it stands in From, To and Reply-To (RFC 5322 §3.4).
public struct Mailbox: Hashable, Sendable {
    private static let longestName = 64
    /// What mail programs or filters trip over in a name, also when it is quoted.
    private static let refused = Set<Character>("@:,\"<>()[]\\;")

    /// The name, nil when there is none to show.
    public let name: String?
    /// The address.
    public let address: EmailAddress

    /// Never fails: what a name cannot hold (`@ : , " < > ( ) [ ] \ ;` and control characters)
    /// becomes a space, runs of spaces become one, and it ends after 64 characters. An empty name
    /// is none.
    public init(name: String? = nil, address: EmailAddress) {
        let name = Self.cleaned(name ?? "")
        self.name = name.isEmpty ? nil : name
        self.address = address
    }

    /// `Name <address>`, or the address alone.
    var headerValue: HeaderValue {
        guard let name else { return HeaderValue(pieces: [.token(address.description)]) }
        return HeaderValue(pieces: Self.phrase(name) + [.token("<\(address)>")])
    }

    /// A name as a phrase (RFC 5322 §3.2.5): as it is, quoted, or encoded. Cleaned like a mailbox's
    /// name.
    static func phrase(_ name: String) -> [HeaderValue.Piece] {
        let name = cleaned(name)
        guard !name.isEmpty else { return [] }
        let isAtoms = name.utf8.allSatisfy { EmailAddress.isAtom($0) || $0 == UInt8(ascii: " ") }
        let quoted = "\"\(name)\""
        return isAtoms || !HeaderText.isPlain(quoted) ? [.text(name)] : [.text(quoted)]
    }

    private static func cleaned(_ name: String) -> String {
        let spaced = String(name.map { refused.contains($0) ? " " : $0 })
        return HeaderText.cleaned(String(HeaderText.cleaned(spaced).prefix(longestName)))
    }
}
