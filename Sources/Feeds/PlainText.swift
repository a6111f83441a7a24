/// The text of HTML as feeds carry it.
enum PlainText {
    /// Nothing between these is read.
    private static let unread: Set = ["script", "style", "template", "noscript", "svg"]
    private static let breaking: Set = [
        "p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "blockquote",
    ]
    private static let entities: [Substring: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–",
        "mdash": "—", "hellip": "…", "euro": "€", "lsquo": "‘", "rsquo": "’", "ldquo": "“",
        "rdquo": "”", "eacute": "é", "euml": "ë", "iuml": "ï", "ouml": "ö", "uuml": "ü",
        "egrave": "è", "agrave": "à", "ccedil": "ç",
    ]

    /// Without tags and controls, the common entities as letters, spaces run together; an element that breaks a line
    /// leaves a line break. A `<` that begins no tag stays.
    static func of(html: String) -> String {
        var text = ""
        var rest = html[...]
        var skipping: String?
        while let letter = rest.first {
            if letter == "<", let tag = tag(&rest) {
                if let name = skipping {
                    if tag == "/" + name { skipping = nil }
                } else if unread.contains(tag) {
                    skipping = tag
                } else if breaking.contains(tag.hasPrefix("/") ? String(tag.dropFirst()) : tag) {
                    text += "\n"
                }
            } else if letter == "&", skipping == nil {
                text += entity(&rest)
            } else {
                if skipping == nil { text.append(letter) }
                rest.removeFirst()
            }
        }
        return tidy(text)
    }

    /// Takes a tag or a comment and gives its name with the slash of an end tag; nil, and nothing is taken, when it is
    /// none.
    private static func tag(_ rest: inout Substring) -> String? {
        if rest.hasPrefix("<!--") {
            rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
            return "!"
        }
        let inside = rest.dropFirst()
        guard let first = inside.first, first.isLetter || "/!?".contains(first) else { return nil }
        let name = inside.prefix { $0.isLetter || $0.isNumber || $0 == "/" && $0 == first }
        rest = inside.firstIndex(of: ">").map { rest[rest.index(after: $0)...] } ?? ""
        return name.lowercased()
    }

    /// Takes an entity; what is none stays a `&`.
    private static func entity(_ rest: inout Substring) -> String {
        let inside = rest.dropFirst().prefix(10)
        guard let end = inside.firstIndex(of: ";"), let text = letter(inside[..<end]) else {
            rest.removeFirst()
            return "&"
        }
        rest = rest[rest.index(after: end)...]
        return text
    }

    private static func letter(_ name: Substring) -> String? {
        guard name.first == "#" else { return entities[name] }
        let digits = name.dropFirst()
        let isHex = digits.first == "x" || digits.first == "X"
        return (isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits))
            .flatMap(Unicode.Scalar.init).map { String($0) }
    }

    private static func tidy(_ text: String) -> String {
        let seen = text.unicodeScalars.filter {
            $0 == "\n" || $0.properties.generalCategory != .control || $0 == "\t"
        }
        return String(String.UnicodeScalarView(seen)).split(separator: "\n").map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
