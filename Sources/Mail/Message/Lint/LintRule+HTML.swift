import Foundation

extension LintRule {
    /// The HTML, for mail programs, screen readers and dark rooms.
    static let htmlRules = [
        html("html-size", .advice, "the HTML has at most 60 KB") { _, message in
            (message.htmlSource?.utf8.count ?? 0) <= MessageCheck.largeHTML ? [] : [""]
        },
        html("html-clipped", .fatal, "the HTML has at most the 100 KB that Gmail shows") {
            _, message in
            (message.htmlSource?.utf8.count ?? 0) <= MessageCheck.clippedHTML ? [] : [""]
        },
        html("html-tags", .fault, "tags end, nest and have their attributes once and in quotes") {
            html, _ in
            html.malformed == 0 && TagNesting.isRight(html.tags) ? [] : [""]
        },
        html("html-active", .fatal, "no script, form, frame or handler of events is in the HTML") {
            html, message in
            ActiveContent.isIn(message.htmlSource ?? "") || html.startTags.contains(where: isActive)
                ? [""] : []
        },
        html("html-loads", .fault, "nothing is loaded to show the letter but images") { html, _ in
            html.startTags.enumerated().filter { loads($0.element) }.map { "tag \($0.offset + 1)" }
                + (styles(of: html).contains(where: loadsMore) ? ["style"] : [])
        },
        html("html-language", .fault, "the HTML names the language of Content-Language") {
            html, message in
            let language = message.header?.only("content-language")
            let root = html.startTags.first { $0.name == "html" }
            return root != nil && root?["lang"] == language ? [] : ["html"]
        },
        html("html-title", .fault, "the HTML has a title") { html, _ in
            html.elements("title").map(\.text).contains { !$0.allSatisfy(\.isWhitespace) }
                ? [] : [""]
        },
        html("html-viewport", .fault, "the HTML fits a phone") { html, _ in
            metas(html, "viewport").contains { $0.contains("width=device-width") } ? [] : [""]
        },
        html("html-colours", .fault, "the HTML is made for light and dark") { html, _ in
            metas(html, "color-scheme").contains("light dark") ? [] : [""]
        },
        html("html-charset", .fault, "the HTML says that it is UTF-8") { html, _ in
            html.startTags.contains { $0.name == "meta" && $0["charset"]?.lowercased() == "utf-8" }
                ? [] : [""]
        },
        html("image-alt", .fault, "every image has a text in its place, if an empty one") {
            html, _ in
            numbered(images(html)) { $0["alt"] == nil }
        },
        html("no-pixel", .fault, "no image is there to see who reads") { html, _ in
            numbered(images(html), where: isPixel)
        },
        html("layout-tables", .fault, "tables that lay out say so") { html, _ in
            numbered(html.startTags.filter { $0.name == "table" }) { $0["role"] != "presentation" }
        },
        html("headings", .fault, "headings begin at 1 and leave no level out") { html, _ in
            let levels = html.startTags.compactMap(headingLevel)
            let steps = zip([0] + levels, levels).filter { $1 > $0 + 1 }
            return levels.isEmpty ? ["none"] : steps.map { "\($0) before \($1)" }
        },
        html("preheader", .advice, "a line for the inbox list begins the HTML") { html, _ in
            let body = html.startTags.drop { $0.name != "body" }.dropFirst()
            return body.prefix(2).contains { ($0["style"] ?? "").contains("display:none") }
                ? [] : [""]
        },
    ]

    private static func html(
        _ name: String, _ severity: Severity, _ sentence: String,
        _ check: @escaping @Sendable (HTMLText, LintedMessage) -> [String]
    ) -> LintRule {
        message(name, severity, sentence) { message in
            message.html.map { check($0, message) } ?? []
        }
    }

    /// Their numbers, counted from 1.
    static func numbered(_ tags: [HTMLTag], where isBad: (HTMLTag) -> Bool) -> [String] {
        tags.enumerated().filter { isBad($0.element) }.map { "\($0.element.name) \($0.offset + 1)" }
    }

    private static func images(_ html: HTMLText) -> [HTMLTag] {
        html.startTags.filter { $0.name == "img" }
    }

    private static func metas(_ html: HTMLText, _ name: String) -> [String] {
        html.startTags.filter { $0.name == "meta" && $0["name"] == name }.compactMap {
            $0["content"]
        }
    }

    private static func isActive(_ tag: HTMLTag) -> Bool {
        tag.attributes.contains {
            $0.key.hasPrefix("on")
                || ["href", "src", "action"].contains($0.key)
                    && $0.value.lowercased().hasPrefix("javascript:")
        }
    }

    private static func loads(_ tag: HTMLTag) -> Bool {
        ["link", "video", "audio", "source", "picture", "svg"].contains(tag.name)
            || tag["background"] != nil || tag["srcset"] != nil
            || loadsMore(tag["style"] ?? "")
    }

    private static func styles(of html: HTMLText) -> [String] {
        html.pieces.compactMap { if case .raw(let text) = $0 { text } else { nil } }
    }

    private static func loadsMore(_ style: String) -> Bool {
        let style = style.lowercased()
        return style.contains("@import") || style.contains("url(")
    }

    /// Hardly visible, or with a query that can name its reader.
    private static func isPixel(_ image: HTMLTag) -> Bool {
        let sizes = [image["width"], image["height"]].compactMap { $0.flatMap { Int($0) } }
        let source = image["src"] ?? ""
        return sizes.contains { $0 <= 2 } || isWeb(source) && source.contains("?")
    }

    private static func headingLevel(_ tag: HTMLTag) -> Int? {
        guard tag.name.count == 2, tag.name.first == "h" else { return nil }
        return Int(tag.name.dropFirst())
    }
}
