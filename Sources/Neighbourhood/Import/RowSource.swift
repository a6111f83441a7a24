/// A file of the exchange folder, read row by row: memory does not grow with the file.
protocol RowSource {
    /// The next row or refusal, nil at the end of the file. A bad row never hides the good ones after it.
    mutating func next() throws -> RowReading?
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
}

/// A row or a file that was not taken, and why.
public struct Refusal: Equatable, Sendable, Codable {
    /// The file's name without its folder, such as `residents.csv`.
    public let file: String
    /// 1 for the first line.
    public let line: Int
    /// 1 for the first character of the line.
    public let column: Int
    /// What is wrong and what to do, as a sentence without the value of an address or a name.
    public let reason: String

    public init(file: String, line: Int, column: Int, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }
}
