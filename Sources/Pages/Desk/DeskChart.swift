/// Columns over time, drawn here: no script, no style in an attribute. The same figures stand below it as
/// a table.
struct DeskChart {
    /// One place on the axis.
    struct Column: Equatable {
        let label: String
        /// One for each series, 0 or more; nil where nothing is known.
        let values: [Double?]
    }

    /// Part of the ids of its title and description; letters and digits.
    let id: String
    let title: String
    /// What a reader would see at a glance, in a sentence.
    let summary: String
    /// At most two.
    let series: [String]
    let columns: [Column]
    /// How a value is written.
    let format: (Double) -> String

    private static let (width, height) = (640.0, 220.0)
    private static let (left, top, bottom) = (56.0, 12.0, 28.0)

    private var area: (width: Double, height: Double) {
        (Self.width - Self.left - 8, Self.height - Self.top - Self.bottom)
    }

    /// The top of the axis: never 0, so that an empty day is drawn too.
    private var most: Double { max(columns.flatMap(\.values).compactMap(\.self).max() ?? 0, 1) }

    var node: HTMLNode {
        .tag(
            "figure",
            holding: [
                .tag("figcaption", holding: [.tag("h2", text: title), .tag("p", text: summary)]),
                legend, picture,
                .tag(
                    "details",
                    holding: [.tag("summary", text: "De cijfers als tabel"), table.node]),
            ])
    }

    private var legend: HTMLNode {
        guard series.count > 1 else { return .group([]) }
        return .tag(
            "ul", HTMLAttribute("class", "legend"),
            holding: series.enumerated().map { index, name in
                .tag("li", HTMLAttribute("class", "series\(index)"), text: name)
            })
    }

    private var table: DeskTable {
        DeskTable(
            title, [.text("Wanneer")] + series.map { .number($0) }, empty: "Er zijn geen cijfers.",
            texts: columns.map { column in
                [column.label] + column.values.map { $0.map(format) ?? "–" }
            })
    }

    private var picture: HTMLNode {
        .tag(
            "svg", HTMLAttribute("viewBox", "0 0 \(Int(Self.width)) \(Int(Self.height))"),
            HTMLAttribute("role", "img"), HTMLAttribute("aria-labelledby", "\(id)-t \(id)-d"),
            holding: [
                .tag("title", HTMLAttribute("id", "\(id)-t"), text: title),
                .tag("desc", HTMLAttribute("id", "\(id)-d"), text: summary),
            ] + lines + columns.indices.flatMap(bars))
    }

    private var lines: [HTMLNode] {
        [0, 0.5, 1].flatMap { part -> [HTMLNode] in
            let y = Self.top + area.height * (1 - part)
            return [
                .tag(
                    "line", HTMLAttribute("x1", Self.left), HTMLAttribute("x2", Self.width - 8),
                    HTMLAttribute("y1", y), HTMLAttribute("y2", y)),
                .tag(
                    "text", HTMLAttribute("x", Self.left - 6), HTMLAttribute("y", y + 4),
                    HTMLAttribute("class", "axis"), text: format(most * part)),
            ]
        }
    }

    private func bars(_ index: Int) -> [HTMLNode] {
        let column = columns[index]
        let slot = area.width / Double(columns.count)
        let x = Self.left + slot * Double(index)
        let width = slot * 0.8 / Double(series.count)
        let drawn = column.values.enumerated().compactMap { place, value in
            value.map { bar($0, place, x: x + slot * 0.1 + width * Double(place), width, column) }
        }
        return drawn + (index.isMultiple(of: step) ? [label(column, x + slot / 2)] : [])
    }

    /// Only so many labels that they do not touch.
    private var step: Int { max(1, (columns.count + 7) / 8) }

    private func bar(_ value: Double, _ place: Int, x: Double, _ width: Double, _ column: Column)
        -> HTMLNode
    {
        let height = area.height * value / most
        return .tag(
            "rect", HTMLAttribute("class", "series\(place)"), HTMLAttribute("x", rounded(x)),
            HTMLAttribute("y", rounded(Self.top + area.height - height)),
            HTMLAttribute("width", rounded(width)), HTMLAttribute("height", rounded(height)),
            holding: [.tag("title", text: "\(column.label): \(format(value))")])
    }

    private func label(_ column: Column, _ x: Double) -> HTMLNode {
        .tag(
            "text", HTMLAttribute("x", rounded(x)), HTMLAttribute("y", Self.height - 8),
            HTMLAttribute("class", "label"), text: column.label)
    }

    private func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
