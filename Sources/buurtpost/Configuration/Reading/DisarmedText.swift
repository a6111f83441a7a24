/// A YAML text in which aliases, anchors and tags are only text.
///
/// An alias can blow a few lines up to gigabytes, and a tag can change the meaning of a value. Whether a
/// `*` begins an alias or stands in a sentence only the parser knows. So each `*`, `&` and `!` is replaced
/// by a reserved character, which the parser takes for a letter: a plain value that begins with one was an
/// alias, an anchor or a tag, and everywhere else the sign is put back. Lines and columns stay as they are.
struct DisarmedText: Sendable {
    /// The lines, disarmed.
    let lines: [String.UnicodeScalarView]

    private static let stand: [Unicode.Scalar: Unicode.Scalar] = [
        "*": "\u{E100}", "&": "\u{E101}", "!": "\u{E102}",
    ]
    private static let sign = Dictionary(uniqueKeysWithValues: stand.map { ($1, $0) })

    init(_ lines: [String.UnicodeScalarView]) {
        self.lines = lines.map { .init($0.map { Self.stand[$0] ?? $0 }) }
    }

    /// Whether `scalar` is of the block that stand-ins are taken from (Unicode's private use area, from
    /// U+E100 to U+E2FF) and so may not stand in a file.
    static func reserves(_ scalar: Unicode.Scalar) -> Bool {
        (0xE100...0xE2FF).contains(scalar.value)
    }

    /// `text` as it stands in the file.
    static func restored(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { sign[$0] ?? $0 }))
    }

    /// What a plain (unquoted) `text` began with: `an alias`, `an anchor` or `a tag`; nil when it is a text.
    static func node(begunBy text: String) -> String? {
        text.unicodeScalars.first.flatMap { name(of: $0) }
    }

    /// The anchor or tag at the end of the last line above `line` that is not empty, if there is one.
    ///
    /// `base: &name` before an indented block becomes a plain value, and the parser then complains about
    /// the block: this finds the true cause. Lines and columns count from 1.
    func node(endingLineAbove line: Int) -> (name: String, line: Int, column: Int)? {
        let above = lines.prefix(max(0, line - 1))
        guard let index = above.lastIndex(where: { $0.contains { $0 != " " } }) else { return nil }
        let text = lines[index]
        let start = text.lastIndex(of: " ").map { text.index(after: $0) } ?? text.startIndex
        guard start < text.endIndex, let name = Self.name(of: text[start]) else { return nil }
        return (name, index + 1, text.distance(from: text.startIndex, to: start) + 1)
    }

    private static func name(of scalar: Unicode.Scalar) -> String? {
        switch sign[scalar] {
        case "*": "an alias"
        case "&": "an anchor"
        case "!": "a tag"
        default: nil
        }
    }
}
