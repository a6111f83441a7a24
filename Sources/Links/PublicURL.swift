/// Where readers reach the pages: what `pages.public_url` says.
public struct PublicURL: Hashable, Sendable, CustomStringConvertible {
    /// Without a slash at its end.
    public let description: String

    /// Reads the configured address. A path is kept, so the pages may live under
    /// `https://host/post`; slashes at the end make no difference. At most 700 octets, which leaves
    /// room for the longest link.
    ///
    /// - Throws: ``InvalidWebLink`` when it is not a web address, or has a query or a fragment.
    public init(_ text: String) throws(InvalidWebLink) {
        let link = try WebLink(text)
        guard !text.contains("?"), !text.contains("#") else {
            throw InvalidWebLink(reason: "has a ? or a #, and paths are to be put behind it")
        }
        guard text.utf8.count <= 700 else {
            throw InvalidWebLink(reason: "is longer than 700 octets")
        }
        var base = link.description
        while base.hasSuffix("/") { base.removeLast() }
        description = base
    }

    /// The link `<public_url>/<purpose>/<signed token>`.
    public func link(to token: LinkToken, signedWith keys: LinkKeys) -> WebLink {
        WebLink(self, path: "\(token.purpose)/\(keys.sign(token))")
    }
}
