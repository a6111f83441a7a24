/// One thing to ask of the web. No cookie, no login and no referrer ever goes along.
public struct WebRequest: Sendable {
    public enum Method: Sendable {
        case get
        /// The header lines only.
        case head
    }

    public var url: WebURL
    /// The default is ``Method/get``.
    public var method = Method.get
    /// What is in hand already: the answer is 304 when nothing has changed. The default is nothing.
    public var known = WebVersion()
    /// The media types that are wanted (Accept, RFC 9110 §12.5.1). The default is everything.
    public var accept = "*/*"
    /// Whether the URL's own host may have an address of a private network or of this machine: only for a URL that
    /// the operator wrote himself. A redirect to another host or port does not profit by it. The default is false.
    public var allowsPrivate = false

    public init(_ url: WebURL) { self.url = url }
}

/// What a server calls the version it gave (RFC 9110 §8.8).
public struct WebVersion: Equatable, Sendable {
    /// As the server wrote it, quotes included.
    public var etag: String?
    /// As the server wrote it.
    public var lastModified: String?

    public init(etag: String? = nil, lastModified: String? = nil) {
        self.etag = Self.usable(etag)
        self.lastModified = Self.usable(lastModified)
    }

    /// Only what can stand in a header line of ours.
    private static func usable(_ text: String?) -> String? {
        guard let text, (1...1024).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return text
    }
}
