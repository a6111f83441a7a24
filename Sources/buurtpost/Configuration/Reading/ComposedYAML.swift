import Yams

/// The nodes of a settings file, with the place of each; keys that are given twice are still there.
///
/// The parser stops at the first key that is given twice. Here the first letter of the first of the two
/// is masked and the text is parsed again, so that the section that holds them can report each one beside
/// all other problems.
struct ComposedYAML {
    /// The node of the whole file; nil when it holds comments only.
    let root: Node?
    private let masked: [Unicode.Scalar: Unicode.Scalar]

    /// How many keys given twice are found in one go.
    private static let duplicateLimit = 10
    private static let firstMask: UInt32 = 0xE200

    /// - Throws: ``ConfigurationProblems`` with the one thing that keeps the parser from going on.
    init(_ text: SettingsText, path: String) throws(ConfigurationProblems) {
        let disarmed = DisarmedText(text.lines)
        var lines = disarmed.lines
        var masked: [Unicode.Scalar: Unicode.Scalar] = [:]
        while true {
            do {
                root = try compose(yaml: Self.joined(lines))
                self.masked = masked
                return
            } catch {
                let isMasked = Self.maskDuplicate(error, in: &lines, masked: &masked)
                guard isMasked else { throw Self.problem(error, disarmed, path: path) }
            }
        }
    }

    /// A key as it stands in the file.
    func key(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { masked[$0] ?? $0 }
        return DisarmedText.restored(String(String.UnicodeScalarView(scalars)))
    }

    /// Masks the first letter of the key that `error` found twice. False when `error` is another one, or the
    /// key has no letter, or there are too many.
    private static func maskDuplicate(
        _ error: any Error, in lines: inout [String.UnicodeScalarView],
        masked: inout [Unicode.Scalar: Unicode.Scalar]
    ) -> Bool {
        guard case YamlError.duplicatedKeysInMapping(_, let context) = error,
            masked.count < duplicateLimit,
            let mask = Unicode.Scalar(firstMask + UInt32(masked.count)),
            lines.indices.contains(context.mark.line - 1)
        else { return false }
        var line = Array(lines[context.mark.line - 1])
        var column = context.mark.column - 1
        if line.indices.contains(column), "\"'".unicodeScalars.contains(line[column]) {
            column += 1
        }
        guard line.indices.contains(column), line[column].properties.isAlphabetic else {
            return false
        }
        masked[mask] = line[column]
        line[column] = mask
        lines[context.mark.line - 1] = .init(line)
        return true
    }

    private static func joined(_ lines: [String.UnicodeScalarView]) -> String {
        lines.map { String($0) }.joined(separator: "\n")
    }

    private static func problem(
        _ error: any Error, _ text: DisarmedText, path: String
    ) -> ConfigurationProblems {
        var (position, complaint) = reading(error)
        if let node = text.node(endingLineAbove: position.line) {
            position = Position(line: node.line, column: node.column)
            complaint = .refusedNode(node.name)
        }
        return ConfigurationProblems(problems: [
            Problem(
                place: .file(path: path, line: position.line, column: position.column),
                key: "", what: complaint.what, remedy: complaint.remedy)
        ])
    }

    private static func reading(_ error: any Error) -> (Position, Complaint) {
        switch error {
        case YamlError.duplicatedKeysInMapping(_, let context):
            (Position(context.mark), .duplicate(firstLine: context.mark.line))
        case YamlError.composer(_, _, let mark, _):
            (
                Position(mark),
                Complaint("holds a second document", remedy: "leave out what follows this `---`")
            )
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _):
            (Position(mark), syntax(problem, context: context))
        default:
            (.start, syntax("the text cannot be parsed", context: nil))
        }
    }

    /// The parser's own words, with where it began.
    private static func syntax(_ problem: String, context: YamlError.Context?) -> Complaint {
        let start = context.map { ", \($0.text) from line \($0.mark.line)" } ?? ""
        return Complaint(
            "is not YAML: \(problem)\(start)",
            remedy: "check colons, quotes and indentation here and in the line before")
    }
}

extension Complaint {
    /// The place holds what `name` says: an alias, an anchor or a tag.
    static func refusedNode(_ name: String) -> Complaint {
        Complaint(
            "holds \(name) of YAML, which is not read here",
            remedy: "write the value out, or put a text that begins with this sign in quotes")
    }

    /// The key stood in `firstLine` already.
    static func duplicate(firstLine: Int) -> Complaint {
        Complaint("is given twice, first in line \(firstLine)", remedy: "keep one of the two")
    }
}
