import Model

/// Checks the templates of one ending against the keys they are given, partials where they are
/// included.
struct TemplateChecker {
    /// What is wrong, each thing once however often its file is included.
    private(set) var problems: Set<TemplateProblem> = []
    /// The templates that are required or reached from one that is.
    private(set) var reached: Set<String> = []

    private let folder: String
    private let ending: String
    private let trees: [String: TemplateTree]
    /// File and scopes that were checked: the same again gives nothing new, and would take
    /// exponential time.
    private var seen: Set<[String]> = []

    /// - Parameters:
    ///   - ending: `html` or `txt`; partials have the same.
    ///   - trees: By name without the ending.
    init(folder: String, ending: String, trees: [String: TemplateTree]) {
        self.folder = folder
        self.ending = ending
        self.trees = trees
    }

    /// Checks the template `name`, when it is there, and all it includes.
    mutating func check(_ name: String, keys: TemplateKeys) {
        let scope = TemplateScope(path: name, content: .keys(keys), isElement: false)
        check(name, scopes: [scope], including: [])
    }

    private mutating func check(_ name: String, scopes: [TemplateScope], including: [String]) {
        guard let tree = trees[name], seen.insert([name] + scopes.map(\.path)).inserted else {
            return
        }
        reached.insert(name)
        for node in tree.nodes { check(node, scopes, including + [name]) }
    }

    private mutating func check(
        _ node: TemplateNode, _ scopes: [TemplateScope], _ files: [String]
    ) {
        switch node {
        case .leaf(let tag) where tag.kind == .partial: include(tag, scopes, files)
        case .leaf(let tag): checkValue(tag, scopes, files)
        case .section(let tag, let nodes):
            let inner = enter(tag, scopes, files)
            for node in nodes { check(node, inner, files) }
        }
    }

    private mutating func include(
        _ tag: TemplateTag, _ scopes: [TemplateScope], _ files: [String]
    ) {
        guard trees[tag.name] != nil else {
            let hint = Self.hint(for: tag.name, among: trees.keys)
            return report("there is no partial \(tag.name).\(ending)\(hint)", tag, files)
        }
        guard !files.contains(tag.name) else {
            let way = (files.drop { $0 != tag.name } + [tag.name]).joined(separator: " → ")
            return report("this partial includes itself: \(way)", tag, files)
        }
        check(tag.name, scopes: scopes, including: files)
    }

    private mutating func checkValue(
        _ tag: TemplateTag, _ scopes: [TemplateScope], _ files: [String]
    ) {
        guard tag.name != "." else { return checkDot(tag, scopes, files) }
        guard let kind = kind(of: tag, scopes, files) else { return }
        switch kind {
        case .value: refuseRaw(tag, files)
        case .markup: checkMarkup(tag, files)
        case .flag: report("\(tag.name) is yes or no and cannot be printed", tag, files)
        case .section, .list, .values:
            report("\(tag.name) holds several things: write {{#\(tag.name)}}", tag, files)
        }
    }

    private mutating func checkDot(
        _ tag: TemplateTag, _ scopes: [TemplateScope], _ files: [String]
    ) {
        switch scopes.last?.content {
        case .text?: refuseRaw(tag, files)
        case .unknown?: break
        default: report("{{.}} is no text here: use a key", tag, files)
        }
    }

    private mutating func refuseRaw(_ tag: TemplateTag, _ files: [String]) {
        guard tag.kind == .raw, ending == "html" else { return }
        report("\(tag.name) is not HTML and must be escaped: write {{\(tag.name)}}", tag, files)
    }

    private mutating func checkMarkup(_ tag: TemplateTag, _ files: [String]) {
        if ending != "html" {
            report("\(tag.name) is HTML and cannot stand in a text", tag, files)
        } else if tag.kind != .raw {
            report("\(tag.name) is HTML already: write {{{\(tag.name)}}}", tag, files)
        }
    }

    /// The scopes inside the section that `tag` opens.
    private mutating func enter(
        _ tag: TemplateTag, _ scopes: [TemplateScope], _ files: [String]
    ) -> [TemplateScope] {
        if tag.name.hasSuffix("()") {
            if scopes.last?.isElement == false {
                report("\(tag.name) means something directly inside a list only", tag, files)
            }
            return scopes
        }
        let kind = kind(of: tag, scopes, files)
        guard tag.kind == .section, let scope = Self.scope(of: kind, name: tag.name) else {
            return scopes
        }
        return scopes + [scope]
    }

    private static func hint(for name: String, among names: some Sequence<String>) -> String {
        NearestName.of(name, in: Array(names)).map { "; did you mean \($0)?" } ?? ""
    }

    private static func scope(of kind: TemplateKeys.Kind?, name: String) -> TemplateScope? {
        switch kind {
        case .flag?: nil
        case .value?, .markup?: TemplateScope(path: name, content: .text, isElement: false)
        case .values?: TemplateScope(path: name, content: .text, isElement: true)
        case .section(let keys)?: TemplateScope(path: name, content: .keys(keys), isElement: false)
        case .list(let keys)?: TemplateScope(path: name, content: .keys(keys), isElement: true)
        case nil: TemplateScope(path: "?" + name, content: .unknown, isElement: true)
        }
    }

    private mutating func kind(
        of tag: TemplateTag, _ scopes: [TemplateScope], _ files: [String]
    ) -> TemplateKeys.Kind? {
        switch scopes.meaning(of: tag.name) {
        case .kind(let kind): return kind
        case .unknowable: return nil
        case .unknown(let candidates):
            let word = tag.name.split(separator: ".").last.map(String.init) ?? tag.name
            let hint = Self.hint(for: word, among: candidates)
            report("\(tag.name) is not a key here\(hint)", tag, files)
            return nil
        }
    }

    private mutating func report(_ reason: String, _ tag: TemplateTag, _ files: [String]) {
        let file = "\(folder)/\(files.last ?? "").\(ending)"
        problems.insert(TemplateProblem(file: file, at: tag.place, reason))
    }
}
