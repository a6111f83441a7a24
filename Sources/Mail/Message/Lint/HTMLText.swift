import Foundation

/// A letter's HTML as a row of tags and texts. Reads what letters are made of, not all that
/// browsers forgive: whatever it cannot read it counts in ``malformed``.
struct HTMLText {
    enum Piece: Equatable {
        case tag(HTMLTag)
        /// With its character references replaced.
        case text(String)
        /// What stands in `style` or `script`, as it is.
        case raw(String)
    }

    private(set) var pieces: [Piece] = []
    /// Tags or comments that do not end, attributes without quotes or given twice.
    private(set) var malformed = 0

    var tags: [HTMLTag] {
        pieces.compactMap { if case .tag(let tag) = $0 { tag } else { nil } }
    }

    var startTags: [HTMLTag] { tags.filter { !$0.isEnd } }

    init(_ html: String) {
        var rest = Substring(html)
        while let next = rest.firstIndex(of: "<") {
            addText(rest[..<next])
            rest = rest[next...]
            guard read(&rest) else {
                malformed += 1
                return
            }
        }
        addText(rest)
    }

    private mutating func addText(_ text: Substring) {
        guard !text.isEmpty else { return }
        pieces.append(.text(HTMLReferences.replaced(text)))
    }

    /// Reads what begins with `<`; false when it does not end.
    private mutating func read(_ rest: inout Substring) -> Bool {
        if rest.hasPrefix("<!--") {
            guard let end = rest.range(of: "-->") else { return false }
            rest = rest[end.upperBound...]
            return true
        }
        guard let found = HTMLTagReader.read(&rest) else { return false }
        guard case .tag(let tag) = found else { return true }
        if tag.isMalformed { malformed += 1 }
        pieces.append(.tag(tag))
        return tag.isEnd || !["style", "script"].contains(tag.name)
            || readRaw(&rest, until: tag.name)
    }

    private mutating func readRaw(_ rest: inout Substring, until name: String) -> Bool {
        guard let end = rest.range(of: "</\(name)") else { return false }
        pieces.append(.raw(String(rest[..<end.lowerBound])))
        rest = rest[end.lowerBound...]
        return true
    }

    /// What stands between the start tags that `isWanted` and their end tags, each with its tag;
    /// tags inside left out. An element does not hold another of its own name.
    func elements(_ name: String) -> [(tag: HTMLTag, text: String)] {
        var found: [(tag: HTMLTag, text: String)] = []
        var isInside = false
        for piece in pieces {
            switch piece {
            case .tag(let tag) where tag.name == name:
                isInside = !tag.isEnd
                if isInside { found.append((tag, "")) }
            case .text(let text) where isInside: found[found.count - 1].text += text
            default: break
            }
        }
        return found
    }

    /// All that is to be read, tags left out.
    var text: String {
        pieces.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    }
}
