/// The first row of a CSV file: which column stands where.
struct CSVHeader: Equatable, Sendable {
    /// The number of cells every row has to have.
    let count: Int
    /// Where the columns of the id stand, 0 for the first.
    let idIndexes: [Int]
    /// The known columns besides those of the id, by their place.
    let known: [(name: String, index: Int)]
    /// Names nobody knows, in the file's order.
    let unknown: [String]

    static func == (left: CSVHeader, right: CSVHeader) -> Bool {
        left.count == right.count && left.idIndexes == right.idIndexes
            && left.unknown == right.unknown
            && left.known.elementsEqual(right.known, by: ==)
    }

    /// Understands a header line. Spaces around a name are cut off; capitals count.
    ///
    /// - Parameters:
    ///   - idColumns: The columns that make up the id of a row; all have to be there.
    ///   - columns: The names that are known besides them.
    init(
        _ record: CSVRecord, idColumns: [String] = ["id"], columns: Set<String>
    ) throws(CSVFault) {
        let names = record.cells.map { $0.text.trimmingSpaces() }
        try Self.checkSeparator(names, idColumns[0], record.cells[0])
        try Self.checkDuplicates(names, record.cells)
        var indexes: [Int] = []
        for name in idColumns {
            guard let index = names.firstIndex(of: name) else {
                throw CSVFault(line: record.line, column: 1, problem: .missingID(name))
            }
            indexes.append(index)
        }
        count = names.count
        idIndexes = indexes
        let others = names.enumerated().filter { !indexes.contains($0.offset) }
        known = others.filter { columns.contains($0.element) }.map { ($0.element, $0.offset) }
        unknown = others.map(\.element).filter { !columns.contains($0) }
    }

    /// A header without `id` whose first cell holds another separator is that of a file without commas.
    private static func checkSeparator(
        _ names: [String], _ id: String, _ first: CSVCell
    ) throws(CSVFault) {
        guard !names.contains(id) else { return }
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
