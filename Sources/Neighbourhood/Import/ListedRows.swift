/// Rows that are in memory already.
struct ListedRows: RowSource {
    var rows: ArraySlice<ImportRow>

    mutating func next() -> RowReading? { rows.popFirst().map(RowReading.row) }
}
