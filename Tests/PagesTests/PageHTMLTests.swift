import Links
import Model
import Testing

@testable import Pages

@Suite struct PageHTMLTests {
    private static let attack = "\"><script>alert('1')</script>&\u{0}"

    @Test("no text can become markup, wherever it stands")
    func escaped() throws {
        let text = Self.attack
        let option = PageOption(text, text)
        let fields: [PageField.Kind] = [
            .one([option], chosen: text), .oneOfMany([option], chosen: text),
            .any([option], chosen: [text]), .day(text), .line(text, atMost: 10),
        ]
        let form = PageForm(
            action: text, fields.map { PageField(text, text, hint: text, $0) }, button: text)
        let page = PageContent(
            text, language: .nl,
            [
                .heading(text), .paragraph(text), .notice(text), .list([text]),
                .facts([PageFact(text, text)]), .link(text, try WebLink("https://a.example/?a&b")),
                .form(form),
            ])
        let html = PageHTML(platform: TestSite.platform).document(page)
        #expect(!html.contains("<script"))
        #expect(!html.contains("\u{0}"))
        #expect(html.contains("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"))
        #expect(html.contains("href=\"https://a.example/?a&amp;b\""))
    }
}
