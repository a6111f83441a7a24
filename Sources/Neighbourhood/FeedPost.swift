/// One item of a feed of news.
public struct FeedPost: Equatable, Sendable {
    /// What the feed calls it (guid or id), 1 to 190 characters without controls.
    public var id: String
    public var title: String
    /// Plain text.
    public var text: String
    /// http or https, or "".
    public var url: String
    /// Unix milliseconds; nil when the feed does not say.
    public var publishedAt: Int64?

    public init(
        id: String, title: String = "", text: String = "", url: String = "",
        publishedAt: Int64? = nil
    ) {
        (self.id, self.title, self.text, self.url) = (id, title, text, url)
        self.publishedAt = publishedAt
    }
}
