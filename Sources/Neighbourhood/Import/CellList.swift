/// A list inside one cell or one database column: entries separated by `|`.
enum CellList {
    /// The entries of a cell: without spaces around them, without empty ones, each once.
    static func entries(of cell: String) -> [String] {
        var seen: Set<String> = []
        return split(cell).map { $0.trimmingSpaces() }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The entries of a database column, as ``join(_:)`` wrote them.
    static func split(_ column: String) -> [String] {
        column.split(separator: "|").map(String.init)
    }

    static func join(_ entries: [String]) -> String { entries.joined(separator: "|") }
}
