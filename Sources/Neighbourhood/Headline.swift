public import GRDB

/// What decides whether a reader gets a piece of news, without its words.
public struct Headline: FetchableRecord, Equatable, Sendable {
    /// Our own number of the post or organisation.
    public let id: Int64
    public let newsRevision: Int64
    /// One line.
    public let title: String
    /// nil for an entry of the map.
    public let kind: Post.Kind?
    /// Who speaks: the platform's id with a letter before it, `o…` for an organisation and `r…` for a resident; ""
    /// when nobody knows.
    public let source: String
    public let category: String
    public let neighbourhood: String
    /// Unix milliseconds; nil for an entry of the map.
    public let publishedAt: Int64?

    /// The words of the title and the whole category, in small letters: what interests are looked up in.
    public let terms: Set<String>

    public init(row: Row) throws {
        id = row[0]
        newsRevision = row[1]
        title = row[2]
        kind = row[3]
        source = row[4]
        category = row[5]
        neighbourhood = row[6]
        publishedAt = row[7]
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
        terms = Set(words.map(String.init)).union([category.lowercased()])
    }
}
