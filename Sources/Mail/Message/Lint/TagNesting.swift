/// Whether each element ends, inside the one it began in.
enum TagNesting {
    /// Elements without an end tag (HTML, "void elements").
    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ]

    static func isRight(_ tags: [HTMLTag]) -> Bool {
        var open: [String] = []
        for tag in tags where !void.contains(tag.name) {
            if !tag.isEnd {
                open.append(tag.name)
            } else if open.popLast() != tag.name {
                return false
            }
        }
        return open.isEmpty
    }
}
