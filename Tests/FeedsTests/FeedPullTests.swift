import BuurtpostTestKit
import Foundation
import Testing
import Web

@testable import Feeds

@Suite("Pulling feeds")
struct FeedPullTests {
    @Test("events come in once, and changes of them")
    func events() throws {
        let bench = try FeedBench(.ics, calendar("a", "b"))
        #expect(try bench.pull().added == 2)
        let again = try bench.pull()
        #expect((again.outcome, again.added, again.changed) == (.taken, 0, 0))
        #expect(try bench.pull(calendar("a", "b", extra: "LOCATION:Zaal\n")).changed == 2)
        #expect(try bench.strings("SELECT location FROM event") == ["Zaal", "Zaal"])
    }

    @Test("what has not changed is not sent again")
    func unchanged() throws {
        let bench = try FeedBench(.rss, .status(500))
        let items = "<item><guid>1</guid><title>T</title></item>"
        guard case .page(_, let header, let body) = rss(items) else { return }
        let reply = WebReply.page(status: 200, header: header + ["ETag: \"1\""], body: body)
        #expect(try bench.pull(reply).added == 1)
        #expect(try bench.pull(.status(304)).outcome == .unchanged)
        #expect(bench.server.requests.last?.value("If-None-Match") == "\"1\"")
        #expect(try bench.state()?.failures == 0)
    }

    @Test("304 without having asked for it is a failure")
    func needless304() throws {
        let bench = try FeedBench(.rss, .status(304))
        #expect(try bench.pull().error == "the server answered 304")
    }

    @Test("another URL under the same name is asked without the former version")
    func otherURL() throws {
        let bench = try FeedBench(.rss, .status(500))
        guard case .page(_, let header, let body) = rss("") else { return }
        try bench.pull(.page(status: 200, header: header + ["ETag: \"1\""], body: body))
        let moved = Feed(
            name: bench.feed.name, url: try WebURL(bench.server.url("/feed?other")), kind: .rss,
            every: bench.feed.every, allowsPrivate: true)
        try bench.pull(as: moved)
        #expect(bench.server.requests.last?.value("If-None-Match") == nil)
    }

    @Test("a failing feed keeps the old data, waits longer each time, and recovers")
    func backOff() throws {
        let bench = try FeedBench(.ics, calendar("a"))
        try bench.pull()
        var waits: [Double] = []
        for _ in 1...7 {
            #expect(try bench.pull(.status(500)).outcome == .failed)
            let next = try #require(try bench.state()?.nextTry)
            waits.append(next.timeIntervalSince(bench.now) / 3600)
            bench.now = next - 1
            #expect(try bench.pull(calendar("a")).outcome == .waiting)
            bench.now = next
        }
        #expect(waits == [0.5, 1.5, 3.5, 7.5, 15.5, 24, 24])
        #expect(try bench.state()?.error == "the server answered 500")
        #expect(try bench.strings("SELECT uid FROM event") == ["a"])
        #expect(try bench.pull(calendar("a")).outcome == .taken)
        #expect(try bench.state()?.failures == 0)
        #expect(try bench.state()?.nextTry == nil)
    }

    @Test("who insists does not wait")
    func insists() throws {
        let bench = try FeedBench(.ics, .status(503, header: ["Retry-After: 7200"]))
        try bench.pull()
        #expect(try bench.state()?.nextTry == bench.now + 7200)
        #expect(try bench.pull(calendar("a"), insists: true).added == 1)
    }

    @Test("an event that is missing is uncertain after two pulls, never cancelled, and comes back")
    func uncertain() throws {
        let bench = try FeedBench(.ics, calendar("a", "b"))
        try bench.pull()
        try bench.pull(calendar("a"))
        #expect(try bench.uncertain().isEmpty)
        try bench.pull(.status(500), insists: true)
        #expect(try bench.uncertain().isEmpty)
        try bench.pull(calendar("a"), insists: true)
        #expect(try bench.uncertain().map(\.summary) == ["Event b"])
        #expect(try bench.state()?.uncertain == 1)
        #expect(try bench.strings("SELECT status FROM event") == ["confirmed", "confirmed"])
        #expect(try bench.strings("SELECT kind FROM event_change").isEmpty)
        try bench.pull(calendar("a", "b"))
        #expect(try bench.uncertain().isEmpty)
    }

    @Test("what is over is not uncertain")
    func over() throws {
        let bench = try FeedBench(.ics, calendar("a", "b"))
        for reply in [calendar("a", "b"), calendar("a"), calendar("a")] { try bench.pull(reply) }
        bench.now += 30 * 86_400
        #expect(try bench.uncertain().isEmpty)
        try bench.pull(calendar("a"))
        #expect(try bench.strings("SELECT uid FROM feed_event") == ["a"])
    }

    @Test("a feed cannot take over an event that is not its own, nor set places")
    func foreign() throws {
        let bench = try FeedBench(.ics, calendar("a", extra: "X-BUURTPOST-CAPACITY:1\n"))
        try bench.pull()
        let other = Feed(
            name: "other", url: bench.feed.url, kind: .ics, every: .seconds(3600),
            allowsPrivate: true)
        let result = try bench.pull(calendar("a", extra: "LOCATION:x\n"), as: other)
        #expect((result.added, result.changed, result.refused) == (0, 0, 1))
        #expect(result.error.contains("another source"))
        #expect(try bench.strings("SELECT location FROM event") == [""])
        #expect(try bench.strings("SELECT uid FROM event WHERE capacity IS NULL") == ["a"])
    }

    @Test("posts of two feeds with one id are two posts")
    func posts() throws {
        let bench = try FeedBench(
            .rss,
            rss(
                """
                <item><guid>1</guid><title>A &amp;amp; b</title><link>https://a.example/1</link>
                <description>&lt;p&gt;Een&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;twee</description>
                <pubDate>Tue, 24 Mar 2026 10:00:00 +0100</pubDate></item>
                """))
        try bench.pull()
        let other = Feed(
            name: "other", url: bench.feed.url, kind: .rss, every: .seconds(3600),
            allowsPrivate: true)
        try bench.pull(as: other)
        #expect(
            try bench.strings(
                """
                SELECT external_id || ' ' || title || ' ' || replace(text, char(10), '/') || ' ' || url
                    || ' ' || published_at FROM post ORDER BY 1
                """) == [
                    "bieb/1 A & b Een/twee https://a.example/1 1774342800000",
                    "other/1 A & b Een/twee https://a.example/1 1774342800000",
                ])
    }

    @Test("what is no feed is refused with a line that names no token", arguments: hostile)
    func refused(_ kind: Feed.Kind, _ reply: WebReply, _ words: String) throws {
        let bench = try FeedBench(kind, reply)
        let result = try bench.pull()
        #expect(result.outcome == .failed)
        #expect(result.error.contains(words), "it said: \(result.error)")
        #expect(!result.error.contains("geheim") && !result.error.contains("127.0.0.1"))
        #expect(try bench.strings("SELECT title FROM post").isEmpty)
        #expect(try bench.strings("SELECT uid FROM event").isEmpty)
    }

    private static let laughs = """
        <?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
        <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
        """
    private static let outside = """
        <?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
        """
    private static let bottom = String(repeating: "<a>", count: 100_000)
    private static let html = WebReply.text(
        "<!doctype html><p>hi", type: "text/html; charset=utf-8")
    private static let hostile: [(Feed.Kind, WebReply, String)] = [
        (.ics, .status(404), "answered 404"), (.rss, .status(410), "answered 410"),
        (.ics, html, "page for people"), (.atom, html, "page for people"),
        (
            .ics,
            .text(
                "BEGIN:VCALENDAR\n"
                    + String(repeating: "Begin:VEvent\n", count: FeedPull.mostEvents + 1)),
            "more than 10000 events"
        ),
        (.ics, .text("hello"), "no BEGIN:VCALENDAR"), (.ics, .text(""), "no BEGIN:VCALENDAR"),
        (.rss, .text(""), "XML"), (.rss, .text("<rss"), "XML"), (.rss, .text("{}"), "XML"),
        (.rss, .text("<html/>"), "neither RSS 2.0 nor Atom"),
        (.rss, .text("<rss version=\"0.91\"/>"), "neither RSS 2.0 nor Atom"),
        (.rss, rss("<item><title>&d;</title></item>", head: laughs), "document type"),
        (.rss, rss("<item><title>&x;</title></item>", head: outside), "document type"),
        (.rss, rss("<item><title>&x;</title></item>"), "XML"),
        (.rss, rss("<item>\(bottom)"), "deeper than 32"),
        (.rss, rss(String(repeating: "<item/>", count: 1001)), "more than 1000 items"),
        (.rss, rss("", head: "<?xml version=\"1.0\" encoding=\"EBCDIC-US\"?>"), "XML"),
        (.rss, rss("", head: "<?xml version=\"1.0\" encoding=\"KOI8-R\"?>"), "charset"),
        (
            .rss,
            .page(
                status: 200, header: [],
                body: Array("<rss version=\"2.0\"><channel><item><title>".utf8) + [0xE9, 0x20]
                    + Array("</title></item></channel></rss>".utf8)), "charset"
        ),
        (.rss, .redirect(to: "http://127.0.0.2/"), "this machine"),
        (.rss, .silence, "too long"), (.ics, .reset, "broke off"),
    ]
}
