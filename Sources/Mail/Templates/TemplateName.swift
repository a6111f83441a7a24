/// How keys and template files may be called.
enum TemplateName {
    /// One word of ASCII letters, digits, `_` and `-`.
    static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "_-".utf8.contains($0) }
    }

    /// Words with a dot between them: the way from a section to a key in it.
    static func isPath(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isWord)
    }
}
