/// Something in a template that would make letters wrong, with the place to mend it.
public struct TemplateProblem: Hashable, Sendable {
    /// The path of the file, below the folder's path as it was given.
    public let file: String
    /// Counted from 1; nil when it is about the file as a whole.
    public let line: Int?
    /// In characters, counted from 1; nil when it is about the file as a whole.
    public let column: Int?
    /// What is wrong and what would be right.
    public let reason: String

    init(file: String, at place: TemplatePlace? = nil, _ reason: String) {
        self.file = file
        line = place?.line
        column = place?.column
        self.reason = reason
    }
}

extension TemplateProblem: CustomStringConvertible {
    /// `file:line:column: reason`, as compilers and editors write it.
    public var description: String {
        ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
            + ": \(reason)"
    }
}

extension TemplateProblem: Comparable {
    /// By file, then by place; what is about the whole file comes first.
    public static func < (left: TemplateProblem, right: TemplateProblem) -> Bool {
        (left.file, left.line ?? 0, left.column ?? 0, left.reason)
            < (right.file, right.line ?? 0, right.column ?? 0, right.reason)
    }
}

/// All that is wrong in a folder of templates, at once.
public struct TemplateProblems: Error, Equatable, Sendable, CustomStringConvertible {
    /// By file and place; never empty.
    public let problems: [TemplateProblem]

    /// - Precondition: There is a problem.
    public init(problems: [TemplateProblem]) {
        precondition(!problems.isEmpty, "no problems are no error")
        self.problems = problems.sorted()
    }

    /// One problem a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
