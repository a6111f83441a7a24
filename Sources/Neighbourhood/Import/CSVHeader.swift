/// The first row of a CSV file: which column stands where.
struct CSVHeader: Equatable, Sendable {
    /// The number of cells every row has to have.
    let count: Int
    /// Where the column `id` stands, 0 for the first.
    let idIndex: Int
    /// The known columns besides `id`, by their place.
    let known: [(name: String, index: Int)]
    /// Names nobody knows, in the file's order.
    let unknown: [String]

    static func == (left: CSVHeader, right: CSVHeader) -> Bool {
        left.count == right.count && left.idIndex == right.idIndex && left.unknown == right.unknown
            && left.known.elementsEqual(right.known, by: ==)
    }

    /// Understands a header line. Spaces around a name are cut off; capitals count.
    ///
    /// - Parameter columns: The names that are known besides `id`.
    init(_ record: CSVRecord, columns: Set<String>) throws(CSVFault) {
        let names = record.cells.map { $0.text.trimmingSpaces() }
        try Self.checkSeparator(names, record.cells[0])
        try Self.checkDuplicates(names, record.cells)
        guard let idIndex = names.firstIndex(of: "id") else {
            throw CSVFault(line: record.line, column: 1, problem: .missingID)
        }
        count = names.count
        self.idIndex = idIndex
        let others = names.enumerated().filter { $0.offset != idIndex }
        known = others.filter { columns.contains($0.element) }.map { ($0.element, $0.offset) }
        unknown = others.map(\.element).filter { !columns.contains($0) }
    }

    /// A header without `id` whose first cell holds another separator is that of a file without commas.
    private static func checkSeparator(_ names: [String], _ first: CSVCell) throws(CSVFault) {
        guard !names.contains("id") else { return }
        for (before, octet) in first.text.utf8.enumerated() {
            guard let name = CSVFault.separatorName(octet) else { continue }
            throw CSVFault(
                line: first.start.line, column: first.start.column + before,
                problem: .separator(name))
        }
    }

    private static func checkDuplicates(
        _ names: [String], _ cells: [CSVCell]
    ) throws(CSVFault) {
        var first: [String: CSVCell] = [:]
        for (name, cell) in zip(names, cells) where !name.isEmpty {
            if let earlier = first.updateValue(cell, forKey: name) {
                throw CSVFault(
                    line: cell.start.line, column: cell.start.column,
                    problem: .duplicateColumn(first: earlier.start.column))
            }
        }
    }
}
