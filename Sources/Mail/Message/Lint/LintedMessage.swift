/// A finished message as the rules look at it: taken apart once.
struct LintedMessage {
    let octets: [UInt8]
    let expectations: LintExpectations
    /// nil when it does not end.
    let header: MessageHeader?
    let structure: Result<MessageStructure, UnreadableMessage>
    /// The text part; nil when there is none.
    let text: String?
    /// The HTML part as it is; nil when there is none.
    let htmlSource: String?
    let html: HTMLText?
    let calendar: CalendarText?
    /// Web addresses in the text, in their order.
    let textLinks: [String]
    /// What links of the HTML lead to, in their order.
    let htmlLinks: [String]

    init(_ octets: [UInt8], _ expectations: LintExpectations) {
        self.octets = octets
        self.expectations = expectations
        header = MessageHeader.read(octets[...])?.header
        structure = Result { () throws(UnreadableMessage) in try MessageStructure(octets) }
        let parts = try? structure.get()
        text = parts?.part("text/plain")?.text
        htmlSource = parts?.part("text/html")?.text
        html = htmlSource.map(HTMLText.init)
        calendar = parts?.part("text/calendar").map(CalendarText.init)
        textLinks = text.map(LinkFinder.links) ?? []
        htmlLinks = html?.startTags.compactMap { $0.name == "a" ? $0["href"] : nil } ?? []
    }

    /// Web addresses of both parts.
    var links: [String] { textLinks + htmlLinks }

    /// What the HTML says to people, in one line.
    var visibleText: String {
        html?.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
    }
}

/// Finds web addresses in plain text.
enum LinkFinder {
    /// What begins with http:// or https://, up to white space; punctuation after it left out.
    static func links(in text: String) -> [String] {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return [] }
        return text.split(whereSeparator: \.isWhitespace).compactMap { word in
            guard
                let start = ["https://", "http://"].compactMap({ word.firstRange(of: $0) })
                    .map(\.lowerBound).min()
            else { return nil }
            return String(trimmed(word[start...]))
        }
    }

    private static func trimmed(_ link: Substring) -> Substring {
        var link = link
        while let last = link.last, ".,;:!?)>\"'".contains(last) { link.removeLast() }
        return link
    }
}
