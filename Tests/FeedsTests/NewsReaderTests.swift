import Foundation
import Neighbourhood
import Testing

@testable import Feeds

@Suite("Reading news")
struct NewsReaderTests {
    private func posts(_ text: String) throws -> [FeedPost] {
        try NewsReader.posts(in: Array(text.utf8), most: 10, now: FeedBench.start)
    }

    @Test("Atom is read with its own names")
    func atom() throws {
        let read = try posts(
            """
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="urn:m"><title>x</title><entry>
            <id>urn:1</id><m:title>no</m:title><title type="html">Ti&lt;b&gt;t&lt;/b&gt;el</title>
            <link rel="self" href="https://a.example/self"/><link href="https://a.example/1"/>
            <updated>2026-03-24T09:00:00Z</updated><summary>kort</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hele <b>tekst</b></p></div></content>
            </entry></feed>
            """)
        #expect(
            read == [
                FeedPost(
                    id: "urn:1", title: "Titel", text: "Hele tekst", url: "https://a.example/1",
                    publishedAt: 1_774_342_800_000)
            ])
    }

    @Test(
        "the whole text of RSS wins over its excerpt, and names of other vocabularies are not read")
    func rssWhole() throws {
        let read = try posts(
            """
            <rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:m="urn:m"><channel>
            <item><m:title>no</m:title><title>ja</title><description>kort</description>
            <c:encoded><![CDATA[<p>lang &eacute;&#233;&#xe9; 1 < 2</p>]]></c:encoded></item>
            </channel></rss>
            """)
        #expect(read.map(\.title) == ["ja"])
        #expect(read.map(\.text) == ["lang ééé 1 < 2"])
        #expect(read.map(\.id) == ["ja"])
    }

    @Test("an item without words is left out, the first of two with one id counts")
    func doubles() throws {
        let read = try posts(
            """
            <rss version="2.0"><channel><item><guid>1</guid><title>a</title></item>
            <item><guid>1</guid><title>b</title></item><item><guid>2</guid></item></channel></rss>
            """)
        #expect(read.map(\.title) == ["a"])
    }

    @Test("links that are none are left out", arguments: ["javascript:alert(1)", "/relative", "x"])
    func links(_ link: String) throws {
        let read = try posts(
            "<rss version=\"2.0\"><channel><item><title>a</title><link>\(link)</link></item></channel></rss>"
        )
        #expect(read.map(\.url) == [""])
    }

    @Test("ISO-8859-1 is read as it says")
    func latin() throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss version=\"2.0\"><channel><item><title>caf\u{E9}</title></item></channel></rss>"
        let octets = text.unicodeScalars.map { UInt8($0.value) }
        let read = try NewsReader.posts(in: octets, most: 10, now: FeedBench.start)
        #expect(read.map(\.title) == ["café"])
    }

    @Test("times are read in the words of both", arguments: times)
    func time(_ text: String, _ seconds: Int64?) {
        #expect(FeedTime.milliseconds(text) == seconds.map { $0 * 1000 })
    }

    private static let times: [(String, Int64?)] = [
        ("Tue, 24 Mar 2026 10:00:00 +0100", 1_774_342_800),
        ("24 Mar 2026 09:00 GMT", 1_774_342_800),
        ("2026-03-24T09:00:00Z", 1_774_342_800), ("Tue, 24 Mar 2026 05:00:00 EDT", 1_774_342_800),
        ("Tue, 31 Feb 2026 10:00:00 +0100", nil), ("24 Mar 26 10:00:00 GMT", nil), ("", nil),
        ("yesterday", nil), ("Tue, 24 Mar 2026 25:00:00 GMT", nil),
        ("Tue, 24 Mar 2026 10:00:00 A", nil),
    ]

    @Test("HTML becomes text", arguments: html)
    func plain(_ html: String, _ text: String) { #expect(PlainText.of(html: html) == text) }

    private static let html: [(String, String)] = [
        ("a<br>b", "a\nb"), ("<p>a</p><p>b</p>", "a\nb"), ("a <!-- <b> --> b", "a b"),
        ("<style>x</style>a", "a"), ("<script>x", ""), ("a < b & c", "a < b & c"),
        ("&amp;lt;", "&lt;"), ("&#0;&#x110000;&bogus;", "&#x110000;&bogus;"), ("a\u{1}b", "ab"),
        ("<a href=\"x\">y</a>", "y"), ("<unclosed", ""), ("", ""),
    ]
}
