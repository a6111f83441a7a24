import Foundation

/// A source that is pulled from the web (an element of `feeds` in the file).
struct FeedSettings: Equatable, Sendable {
    /// What the source gives.
    enum Kind: String, CaseIterable, Sendable {
        /// Events, RFC 5545.
        case ics
        /// Posts, RSS 2.0 or Atom (RFC 4287).
        case rss
    }

    /// Has no default. May hold a token of the source: show ``name`` instead.
    let url: URL
    /// Has no default.
    let kind: Kind
    /// How often it is pulled, 5 minutes to 7 days. The default is 1 hour.
    private(set) var every = Duration.seconds(3600)

    /// What logs call the feed: the host of its URL.
    var name: String { url.host() ?? "" }

    /// Reads all keys of the section; nil when one that has no default is missing or wrong.
    init?(_ section: Section) {
        let url = section.require("url", as: .feed)
        let kind = section.require("kind", as: Rule<Kind>.choice)
        section.read("every", into: &every, as: .duration(.seconds(300) ... .seconds(7 * 86_400)))
        guard let url, let kind else { return nil }
        self.url = url
        self.kind = kind
    }
}
