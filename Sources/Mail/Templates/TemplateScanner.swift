/// Finds the tags of one template, strictly: what it lets through means to the engine what it means
/// here.
///
/// Not allowed, because nobody needs them and each has a trap: other delimiters, inheritance,
/// pragmas, names of partials taken from a value, and functions other than `first()` and `last()`.
struct TemplateScanner {
    private let file: String
    private var rest: Substring
    private var place = TemplatePlace()
    private(set) var tags: [TemplateTag] = []
    private(set) var problems: [TemplateProblem] = []

    /// Scans all of `text`; what is wrong goes to ``problems``, and the scan goes on behind it.
    init(_ text: String, file: String) {
        self.file = file
        rest = text[...]
        while skipText() { scanTag() }
    }

    /// Goes to the next `{{`; false when there is none.
    private mutating func skipText() -> Bool {
        while !rest.isEmpty {
            if rest.hasPrefix("{{") { return true }
            pass(1)
        }
        return false
    }

    private mutating func pass(_ count: Int) {
        for character in rest.prefix(count) { place.pass(character) }
        rest = rest.dropFirst(count)
    }

    private mutating func scanTag() {
        let start = place
        let isTriple = rest.hasPrefix("{{{")
        let isComment = rest.hasPrefix("{{!")
        let opener = isTriple ? 3 : 2
        let closer = isTriple ? "}}}" : "}}"
        guard let content = content(after: opener, closer: closer, isComment: isComment) else {
            problems.append(
                TemplateProblem(file: file, at: start, "this tag is not closed with \(closer)"))
            return pass(opener)
        }
        pass(opener + content.count + closer.count)
        if !isComment { take(String(content), isTriple: isTriple, at: start) }
    }

    /// What stands before the closer; nil when there is none, or another tag begins before it.
    private func content(after opener: Int, closer: String, isComment: Bool) -> Substring? {
        let body = rest.dropFirst(opener)
        guard let end = body.firstRange(of: closer) else { return nil }
        let content = body[..<end.lowerBound]
        return isComment || !content.contains("{{") ? content : nil
    }

    private mutating func take(_ content: String, isTriple: Bool, at place: TemplatePlace) {
        let sigil = isTriple ? "{" : content.first.flatMap { "#^/>&=<$%*".contains($0) ? $0 : nil }
        let name = String(
            Self.trimmed(sigil == nil || isTriple ? content[...] : content.dropFirst()))
        switch Self.kind(of: sigil) {
        case nil:
            report("tags that begin with {{\(sigil ?? " ") are not allowed here", at: place)
        case .partial? where !TemplateName.isWord(name):
            report("a partial is included by its name without folder and ending", at: place)
        case let kind? where kind != .partial && !Self.isName(name, for: kind):
            report("\"\(name.prefix(40))\" is not a key, first() or last()", at: place)
        case let kind?:
            tags.append(TemplateTag(kind: kind, name: name, place: place))
        }
    }

    private mutating func report(_ reason: String, at place: TemplatePlace) {
        problems.append(TemplateProblem(file: file, at: place, reason))
    }

    private static func kind(of sigil: Character?) -> TemplateTag.Kind? {
        switch sigil {
        case nil: .value
        case "{", "&": .raw
        case "#": .section
        case "^": .inverted
        case "/": .end
        case ">": .partial
        default: nil
        }
    }

    private static func isName(_ name: String, for kind: TemplateTag.Kind) -> Bool {
        switch kind {
        case .section, .inverted, .end:
            TemplateName.isPath(name) || ["first()", "last()"].contains(name)
        default: TemplateName.isPath(name) || name == "."
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
