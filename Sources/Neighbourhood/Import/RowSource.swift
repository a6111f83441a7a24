/// A file of the exchange folder, read row by row: memory does not grow with the file.
protocol RowSource {
    /// The next row or refusal, nil at the end of the file. A bad row never hides the good ones after it.
    mutating func next() throws -> RowReading?

    /// The columns that were passed over because nobody knows them, in the file's order. Complete as soon as
    /// ``next()`` was called once.
    var unknownColumns: [String] { get }
}

extension RowSource {
    /// A file without a header line has no columns that could be unknown.
    var unknownColumns: [String] { [] }
}

/// What one row of a file turned out to be.
enum RowReading: Equatable, Sendable {
    case row(ImportRow)
    case refused(Refusal)
}

/// One row as the file says it, before any column is understood.
struct ImportRow: Equatable, Sendable {
    /// The platform's own text id (for events: UID and RECURRENCE-ID).
    let id: String
    /// 1 for the first line of the file; the line the row begins on.
    let line: Int
    /// Column name to text. A column the file does not have is absent; an empty cell is "".
    let columns: [String: String]
    /// Column name to the column (1 for the first character of the line) where its cell begins.
    var positions: [String: Int] = [:]
    /// Column name to the line its cell begins on, where an earlier cell of the row holds line breaks; a cell
    /// that is absent here begins on ``line``.
    var laterLines: [String: Int] = [:]
}
