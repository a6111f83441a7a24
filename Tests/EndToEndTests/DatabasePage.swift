import Foundation

/// docs/database.md, whose promises are kept by tests: its programs and its tables of statements.
struct DatabasePage {
    private let lines: [Substring]

    init() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/database.md")
        lines = try String(contentsOf: page, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    /// The block that is fenced as "LANGUAGE example"; nil when there is none.
    func example(in language: String) -> String? {
        guard let fence = lines.firstIndex(of: "```\(language) example") else { return nil }
        let block = lines[(fence + 1)...].prefix { $0 != "```" }
        return block.joined(separator: "\n") + "\n"
    }

    /// The first block of SQL after a heading; nil when there is none.
    func sql(under heading: String) -> String? {
        guard let start = lines.firstIndex(of: "## \(heading)"),
            let fence = lines[start...].firstIndex(of: "```sql")
        else { return nil }
        return lines[(fence + 1)...].prefix { $0 != "```" }.joined(separator: "\n")
    }

    /// The rows of the table whose header begins with "| statement | HEADER": what stands in backquotes, cell by cell.
    func statements(_ header: String) -> [[String]] {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("| statement | \(header)") })
        else { return [] }
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { row in
            row.split(separator: "|").map { cell in
                String(
                    cell.split(separator: "`", omittingEmptySubsequences: false).dropFirst().first
                        ?? "")
            }
        }
    }
}
