/// What a page gives back.
public enum PageAnswer: Equatable, Sendable {
    case page(PageContent)
    /// A file for the reader to keep.
    case download(PageDownload)
    /// The link was right once: its version is not the subject's any more, or its time is over in
    /// another way. Shown as an expired link.
    case over
    /// What the link is about does not exist any more. Shown as a page that says so.
    case gone
}

/// A file that the reader's browser keeps.
public struct PageDownload: Equatable, Sendable {
    /// Letters, digits, hyphens and dots only.
    public let name: String
    /// Such as `application/json`.
    public let mediaType: String
    public let octets: [UInt8]

    /// - Precondition: `name` is made of ASCII letters, digits, hyphens and dots.
    public init(name: String, mediaType: String, octets: [UInt8]) {
        precondition(
            name.utf8.allSatisfy(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.".utf8.contains),
            "a name of a download that would have to be quoted")
        self.name = name
        self.mediaType = mediaType
        self.octets = octets
    }
}
