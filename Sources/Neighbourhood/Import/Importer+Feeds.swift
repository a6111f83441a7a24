public import Foundation
public import GRDB
public import Model

/// What became of the content of a feed.
public struct FeedTaken: Sendable {
    public let report: ImportFileReport
    /// The ids of all that the feed holds now: those of rows, of which a refused one may be known too.
    public let ids: Set<String>
}

extension Importer {
    /// Takes the posts of a feed, as ``run(folder:dryRun:)`` takes those of a file. Their ids begin with the feed's name,
    /// so that no feed can change the posts of another, or of the platform.
    ///
    /// - Parameter feed: Its name, at most 64 characters.
    public func take(_ posts: [FeedPost], of feed: String) throws -> FeedTaken {
        let rows = posts.enumerated().map { number, post in
            ImportRow(id: "\(feed)/\(post.id)", line: number + 1, columns: post.columns)
        }
        let table = PostImport.feed(Self.memory(of: feed), rows: rows)
        return try take(
            FileImport(self, table: table, source: ListedRows(rows: rows[...])))
    }

    /// Takes the events of a feed. An event that the platform or another feed brought stays theirs: one with the same
    /// UID is refused.
    ///
    /// - Parameters:
    ///   - file: Where the calendar lies (RFC 5545).
    ///   - calendar: What its floating times mean.
    public func take(events file: URL, of feed: String, calendar: LocalCalendar) throws -> FeedTaken
    {
        let table = EventImport.feed(Self.memory(of: feed)) {
            try ICSRowSource(file: $0, calendar: calendar)
        }
        return try take(FileImport(self, table: table, url: file))
    }

    private func take(_ file: FileImport) throws -> FeedTaken {
        var file = file
        let report = try file.run()
        return FeedTaken(report: report, ids: file.ids)
    }

    /// Under what the import remembers what the feed said.
    static func memory(of feed: String) -> String { "feed \(feed)" }
}

extension FeedPost {
    fileprivate var columns: [String: String] {
        [
            "title": title, "text": text, "url": url,
            "published_at": publishedAt.map {
                Date(unixMilliseconds: $0).formatted(.iso8601)
            } ?? "",
        ]
    }
}

extension Importer {
    /// The time of the import.
    public var time: Date { now }

    /// Reads, outside of any transaction of the import.
    public func read<T>(_ body: (Database) throws -> T) throws -> T { try database.read(body) }

    /// Writes in one transaction, with the pause that an import makes after each.
    public func write<T>(_ body: (Database) throws -> T) throws -> T { try transaction(body) }
}
