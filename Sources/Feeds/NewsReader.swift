import Foundation
import Model
import Neighbourhood
import Web

/// Reads RSS 2.0 and Atom (RFC 4287) into posts.
struct NewsReader {
    /// About so many octets of one field are read; the rest is cut off.
    private static let longestField = 20_000
    private static let atom = "http://www.w3.org/2005/Atom"
    private static let content = "http://purl.org/rss/1.0/modules/content/"

    private enum Format { case rss, atom }

    private let reader: XMLReader
    private let most: Int
    private let now: Date
    private var format: Format?
    /// How deep the reading is; the root is 1.
    private var depth = 0
    /// Of the item's element, while one is read.
    private var itemDepth: Int?
    /// The child of the item that is being read.
    private var field = ""
    private var item: [String: String] = [:]
    private var items = 0
    private var posts: [FeedPost] = []

    /// The posts in the order of the feed. One without a title and a text is left out, as the first of two with one id
    /// counts; one without an id is known by its link, else by its title.
    ///
    /// - Parameters:
    ///   - most: With more items the feed is refused.
    ///   - now: A post that says it is of later has no time.
    /// - Throws: ``UnusableFeed``.
    static func posts(in octets: [UInt8], most: Int, now: Date) throws(UnusableFeed) -> [FeedPost] {
        var news = NewsReader(reader: try XMLReader(octets), most: most, now: now)
        while let piece = try news.reader.next() { try news.take(piece) }
        guard news.format != nil else { throw UnusableFeed(reason: "the answer is empty") }
        var known: Set<String> = []
        return news.posts.filter { known.insert($0.id).inserted }
    }

    private init(reader: XMLReader, most: Int, now: Date) {
        (self.reader, self.most, self.now) = (reader, most, now)
    }

    private mutating func take(_ piece: XMLReader.Piece) throws(UnusableFeed) {
        switch piece {
        case .start(let name, let namespace, let isEmpty):
            depth += 1
            try start(name, namespace)
            if isEmpty { try end() }
        case .end: try end()
        case .text(let text): append(text)
        }
    }

    private mutating func start(_ name: String, _ namespace: String) throws(UnusableFeed) {
        guard let format else { return try takeRoot(name, namespace) }
        if let itemDepth {
            if depth == itemDepth + 1 { beginField(name, namespace) }
        } else if isItem(name, namespace, format) {
            (itemDepth, item) = (depth, [:])
        }
    }

    private mutating func takeRoot(_ name: String, _ namespace: String) throws(UnusableFeed) {
        if name == "feed", namespace == Self.atom {
            format = .atom
        } else if name == "rss", (reader.attribute("version") ?? "2").hasPrefix("2") {
            format = .rss
        } else {
            throw UnusableFeed(reason: "the answer is neither RSS 2.0 nor Atom")
        }
    }

    private func isItem(_ name: String, _ namespace: String, _ format: Format) -> Bool {
        switch format {
        case .rss: name == "item" && namespace.isEmpty
        case .atom: name == "entry" && namespace == Self.atom
        }
    }

    /// Elements of other vocabularies are not read, but for the whole text of RSS.
    private mutating func beginField(_ name: String, _ namespace: String) {
        let own = format == .atom ? Self.atom : ""
        field = namespace == own ? name : name == "encoded" && namespace == Self.content ? name : ""
        if item[field] != nil, field != "link" { field = "" }
        if field == "link", format == .atom { takeLink() }
    }

    private mutating func takeLink() {
        if (reader.attribute("rel") ?? "alternate") == "alternate", item["href"] == nil {
            item["href"] = reader.attribute("href")
        }
    }

    private mutating func append(_ text: String) {
        guard itemDepth != nil, !field.isEmpty else { return }
        let room = Self.longestField - item[field, default: ""].utf8.count
        guard room > 0 else { return }
        item[field, default: ""] += String(text.unicodeScalars.prefix(room))
    }

    private mutating func end() throws(UnusableFeed) {
        defer { depth -= 1 }
        guard let itemDepth else { return }
        if depth == itemDepth + 1 { field = "" }
        if depth == itemDepth {
            self.itemDepth = nil
            try finishItem()
        }
    }

    private mutating func finishItem() throws(UnusableFeed) {
        items += 1
        guard items <= most else {
            throw UnusableFeed(reason: "the feed holds more than \(most) items")
        }
        if let post { posts.append(post) }
    }

    private var post: FeedPost? {
        let title = PlainText.of(html: item["title"] ?? "").replacing("\n", with: " ")
        let text = PlainText.of(
            html: item["encoded"] ?? item["content"] ?? item["description"]
                ?? item["summary"] ?? "")
        guard !title.isEmpty || !text.isEmpty else { return nil }
        let link = (item["href"] ?? item["link"] ?? "").trimmingCharacters(
            in: .whitespacesAndNewlines)
        let named = (item["guid"] ?? item["id"] ?? "").trimmingCharacters(
            in: .whitespacesAndNewlines)
        let id = [named, link, title].first { !$0.isEmpty } ?? ""
        return FeedPost(
            id: id, title: String(title.unicodeScalars.prefix(300)), text: text,
            url: (try? WebURL(link))?.text ?? "", publishedAt: published)
    }

    private var published: Int64? {
        let text = item["pubDate"] ?? item["published"] ?? item["updated"] ?? ""
        guard let time = FeedTime.milliseconds(text), time <= now.milliseconds,
            time > 100_000_000_000
        else { return nil }
        return time
    }
}
