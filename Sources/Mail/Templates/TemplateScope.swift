/// What the keys inside a section mean.
struct TemplateScope {
    /// What `{{.}}` and the keys of this scope stand for.
    enum Content {
        case keys(TemplateKeys)
        case text
        /// The section's own key is unknown: reported once, and nothing inside it.
        case unknown
    }

    /// How it is told apart: the same path has the same keys.
    let path: String
    let content: Content
    /// Whether it is entered once for each element, so `first()` and `last()` mean something.
    let isElement: Bool

    var keys: TemplateKeys? {
        if case .keys(let keys) = content { keys } else { nil }
    }
}

/// What a name means where it stands.
enum TemplateMeaning {
    case kind(TemplateKeys.Kind)
    /// Not known; with all the keys that are.
    case unknown(candidates: [String])
    /// Inside a section that is unknown itself.
    case unknowable
}

extension [TemplateScope] {
    /// Looks `name` up as the engine does: its first word from the innermost scope outwards, the
    /// other words from there inwards.
    func meaning(of name: String) -> TemplateMeaning {
        let words = name.split(separator: ".").map(String.init)
        for scope in reversed() {
            if case .unknown = scope.content { return .unknowable }
            guard let kind = scope.keys?.kinds[words[0]] else { continue }
            return Self.meaning(of: words.dropFirst(), inside: kind)
        }
        return .unknown(candidates: flatMap { $0.keys.map { [String]($0.kinds.keys) } ?? [] })
    }

    private static func meaning(of words: ArraySlice<String>, inside kind: TemplateKeys.Kind)
        -> TemplateMeaning
    {
        guard let word = words.first else { return .kind(kind) }
        guard case .section(let keys) = kind else { return .unknown(candidates: []) }
        guard let next = keys.kinds[word] else {
            return .unknown(candidates: [String](keys.kinds.keys))
        }
        return meaning(of: words.dropFirst(), inside: next)
    }
}
