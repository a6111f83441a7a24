extension LintRule {
    /// MIME (RFC 2045, RFC 2046).
    static let structureRules = [
        message("structure", .fault, "any mail program can take the message apart") { message in
            if case .failure(let reason) = message.structure { [reason.rawValue] } else { [] }
        },
        message(
            "alternatives", .fault,
            "the parts are text/plain, then text/html, then text/calendar, in one multipart/alternative"
        ) { message in
            guard let structure = try? message.structure.get() else { return [] }
            let types = structure.parts.map(\.type.name)
            let isRight = types == order.filter(types.contains) && types.first == order[0]
            let isAlone = types.count == 1 && structure.type.name == order[0]
            return isRight && (isAlone || structure.type.name == "multipart/alternative")
                ? [] : [""]
        },
    ]

    private static let order = ["text/plain", "text/html", "text/calendar"]

    /// The plain text: what a reader has who sees nothing else.
    static let textRules = [
        message("text-present", .fault, "the text part has at least 80 characters to read") {
            message in
            guard let text = message.text else { return [] }
            return text.filter { !$0.isWhitespace }.count >= 80 ? [] : [""]
        },
        message("text-plain", .fault, "the text part holds no HTML") { message in
            guard let text = message.text else { return [] }
            return ["<a ", "<p>", "<p ", "<br", "<td", "&amp;", "&nbsp;", "&#"].filter(
                text.contains
            )
            .isEmpty ? [] : [""]
        },
        message("text-complete", .fault, "text and HTML have the same links") { message in
            guard message.text != nil, message.html != nil else { return [] }
            let (text, html) = (Set(message.textLinks), Set(message.htmlLinks.filter(isWeb)))
            return [(html.subtracting(text), "the text"), (text.subtracting(html), "the HTML")]
                .filter { !$0.0.isEmpty }.map { "\($0.1) lacks \($0.0.count)" }
        },
        message("braces", .fault, "no template key is left in either part") { message in
            [(message.text, "text"), (message.htmlSource, "HTML")].filter {
                $0.0?.contains("{{") == true || $0.0?.contains("}}") == true
            }.map(\.1)
        },
    ]

    static func isWeb(_ link: String) -> Bool {
        link.hasPrefix("https://") || link.hasPrefix("http://")
    }
}
