import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Model
import Neighbourhood
import Web

@testable import Feeds

/// A database, a web server and a feed of it.
final class FeedBench {
    static let start = Date(timeIntervalSince1970: 1_774_416_600)

    let database: TestDatabase
    let server: FaultWebServer
    let feed: Feed
    var now = FeedBench.start
    var limits = WebLimits()

    init(_ kind: Feed.Kind, name: String = "bieb", _ reply: WebReply) throws {
        database = try TestDatabase { migrator in
            NeighbourhoodSchema.register(in: &migrator)
            FeedSchema.register(in: &migrator)
        }
        server = try FaultWebServer(["/feed": reply])
        feed = Feed(
            name: name, url: try WebURL(server.url("/feed?token=geheim")), kind: kind,
            every: .seconds(3600), allowsPrivate: true)
        limits.total = .seconds(2)
    }

    deinit { server.stop() }

    /// Answers with `reply` from now on and pulls.
    @discardableResult
    func pull(_ reply: WebReply? = nil, insists: Bool = false, as other: Feed? = nil) throws
        -> FeedResult
    {
        if let reply { server.set("/feed", reply) }
        let importer = Importer(
            database: database.file.writer, erasureKey: SecretKey(octets: Array(1...32))!, now: now,
            calendar: SampleTown.calendar, pause: { _ in })
        return try FeedPull(
            contact: WebURL("https://buurt.example"), calendar: SampleTown.calendar, limits: limits
        ).run(other ?? feed, importer: importer, insists: insists)
    }

    func state() throws -> FeedState? {
        try database.read { try FeedStateTable($0).list(now: now).first }
    }

    func uncertain() throws -> [UncertainEvent] {
        try database.read { try FeedEventTable($0).uncertain(now: now, limit: 10) }
    }

    func strings(_ sql: String) throws -> [String] {
        try database.read { try String.fetchAll($0, sql: sql) }
    }
}

/// A calendar with these events, all on the same coming day.
func calendar(_ uids: String..., extra: String = "") -> WebReply {
    let events = uids.map { uid in
        """
        BEGIN:VEVENT
        UID:\(uid)
        DTSTAMP:20260301T100000Z
        DTSTART:20260401T180000Z
        SUMMARY:Event \(uid)
        \(extra)END:VEVENT

        """
    }
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n\(events.joined())END:VCALENDAR\n"
    return .text(text.replacingOccurrences(of: "\n", with: "\r\n"), type: "text/calendar")
}

func rss(_ items: String, head: String = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>") -> WebReply {
    .text(
        "\(head)<rss version=\"2.0\"><channel><title>x</title>\(items)</channel></rss>",
        type: "application/rss+xml")
}
