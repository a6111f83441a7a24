/// Some rows of a file, held in memory until they are written.
struct ImportBatch {
    private(set) var rows: [ImportRow] = []
    private var octets = 0

    mutating func append(_ row: ImportRow) {
        rows.append(row)
        octets += row.columns.reduce(0) { $0 + $1.value.utf8.count }
    }

    func isFull(_ slice: ImportSlice) -> Bool {
        rows.count >= slice.rows || octets >= slice.octets
    }
}
