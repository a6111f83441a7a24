public import Web

/// A source that is pulled from the web.
public struct Feed: Sendable {
    /// What it gives.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        /// Events (RFC 5545).
        case ics
        /// Posts, RSS 2.0. One that turns out to be Atom is read too.
        case rss
        /// Posts, Atom (RFC 4287). One that turns out to be RSS is read too.
        case atom
    }

    /// What logs and people call it, 1 to 64 characters; tells feeds apart.
    public let name: String
    /// May hold a token: never shown.
    public let url: WebURL
    public let kind: Kind
    /// How often it is pulled.
    public let every: Duration
    /// Whether its host may be in a private network (``WebRequest/allowsPrivate``).
    public let allowsPrivate: Bool
    /// A file of certificates that are trusted for it instead of the system's; nil: the system's.
    public let authorities: String?

    public init(
        name: String, url: WebURL, kind: Kind, every: Duration, allowsPrivate: Bool = false,
        authorities: String? = nil
    ) {
        precondition((1...64).contains(name.count), "a feed's name has 1 to 64 characters")
        (self.name, self.url, self.kind, self.every) = (name, url, kind, every)
        (self.allowsPrivate, self.authorities) = (allowsPrivate, authorities)
    }
}
