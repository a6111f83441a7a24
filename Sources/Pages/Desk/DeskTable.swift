/// A table with a caption and headers, that scrolls for itself where the screen is narrow.
struct DeskTable {
    /// How a column stands.
    enum Column {
        case text(String)
        /// Right-aligned.
        case number(String)

        var name: String {
            switch self {
            case .text(let name), .number(let name): name
            }
        }

        var isNumber: Bool {
            if case .number = self { return true }
            return false
        }
    }

    let caption: String
    let columns: [Column]
    /// As many cells as columns; the first is the row's header.
    var rows: [[HTMLNode]]
    /// What is said instead of a table without rows.
    let empty: String

    init(_ caption: String, _ columns: [Column], empty: String, rows: [[HTMLNode]]) {
        self.caption = caption
        self.columns = columns
        self.empty = empty
        self.rows = rows
    }

    /// Rows of plain text.
    init(_ caption: String, _ columns: [Column], empty: String, texts: [[String]]) {
        self.init(caption, columns, empty: empty, rows: texts.map { $0.map { .text($0) } })
    }

    var node: HTMLNode {
        guard !rows.isEmpty else { return .tag("p", text: empty) }
        // Who has no mouse scrolls with the keys: the box can have the focus, and has a name.
        return .tag(
            "div", HTMLAttribute("class", "scroll"), HTMLAttribute("role", "region"),
            HTMLAttribute("aria-label", caption), HTMLAttribute("tabindex", "0"),
            holding: [
                .tag(
                    "table",
                    holding: [
                        .tag("caption", text: caption),
                        .tag("thead", holding: [.tag("tr", holding: columns.map(header))]),
                        .tag("tbody", holding: rows.map(row)),
                    ])
            ])
    }

    private func header(_ column: Column) -> HTMLNode {
        column.isNumber
            ? .tag(
                "th", HTMLAttribute("scope", "col"), HTMLAttribute("class", "number"),
                text: column.name)
            : .tag("th", HTMLAttribute("scope", "col"), text: column.name)
    }

    private func row(_ cells: [HTMLNode]) -> HTMLNode {
        .tag(
            "tr",
            holding: zip(cells, columns).enumerated().map { index, pair in
                let (cell, column) = pair
                if index == 0 {
                    return .tag("th", HTMLAttribute("scope", "row"), holding: [cell])
                }
                return column.isNumber
                    ? .tag("td", HTMLAttribute("class", "number"), holding: [cell])
                    : .tag("td", holding: [cell])
            })
    }
}
