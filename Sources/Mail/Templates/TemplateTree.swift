/// The tags of one template, sections holding what is inside them.
indirect enum TemplateNode {
    /// A value, raw or not, or a partial.
    case leaf(TemplateTag)
    /// A section or an inverted one.
    case section(TemplateTag, [TemplateNode])
}

/// One template as a tree; what does not nest goes to ``problems``.
struct TemplateTree {
    private(set) var nodes: [TemplateNode] = []
    private(set) var problems: [TemplateProblem]

    init(_ text: String, file: String) {
        let scanner = TemplateScanner(text, file: file)
        problems = scanner.problems
        var nesting = Nesting(file: file)
        for tag in scanner.tags { nesting.take(tag) }
        nesting.closeAll()
        nodes = nesting.nodes
        problems += nesting.problems
    }

    private struct Nesting {
        let file: String
        var problems: [TemplateProblem] = []
        private var open: [(tag: TemplateTag, before: [TemplateNode])] = []
        private(set) var nodes: [TemplateNode] = []

        init(file: String) { self.file = file }

        mutating func take(_ tag: TemplateTag) {
            switch tag.kind {
            case .section, .inverted:
                open.append((tag, nodes))
                nodes = []
            case .end: end(tag)
            default: nodes.append(.leaf(tag))
            }
        }

        /// Closes the innermost section of that name; those inside it were never closed.
        private mutating func end(_ tag: TemplateTag) {
            guard open.contains(where: { $0.tag.name == tag.name }) else {
                let expected = open.last.map { "; {{/\($0.tag.name)}} is expected" } ?? ""
                return report("no section \(tag.name) is open here\(expected)", at: tag.place)
            }
            while let last = open.last, last.tag.name != tag.name { closeUnended() }
            close()
        }

        mutating func closeAll() {
            while !open.isEmpty { closeUnended() }
        }

        private mutating func closeUnended() {
            guard let tag = open.last?.tag else { return }
            report("the section \(tag.name) is not closed with {{/\(tag.name)}}", at: tag.place)
            close()
        }

        private mutating func close() {
            let section = open.removeLast()
            nodes = section.before + [.section(section.tag, nodes)]
        }

        private mutating func report(_ reason: String, at place: TemplatePlace) {
            problems.append(TemplateProblem(file: file, at: place, reason))
        }
    }
}
