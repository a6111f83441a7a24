/// A table for a terminal: columns as wide as their widest cell, two spaces between them.
struct TextTable {
    private var rows: [[String]]

    init(_ header: [String]) {
        rows = [header]
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The lines, without spaces at their ends.
    var text: String { text(within: nil) }

    /// The lines, cut so that a terminal of so many columns does not wrap them; nil cuts nothing. Line breaks in cells
    /// become spaces.
    func text(within columns: Int?) -> String {
        let rows = rows.map { $0.map { $0.replacing(/\s*\n\s*/, with: " ") } }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = padded.joined(separator: "  ").replacing(/\ +$/, with: "")
            return Self.cut(line, to: columns)
        }.joined(separator: "\n")
    }

    private static func cut(_ line: String, to columns: Int?) -> String {
        guard let columns, columns > 1, line.count > columns else { return line }
        return line.prefix(columns - 1) + "…"
    }
}
