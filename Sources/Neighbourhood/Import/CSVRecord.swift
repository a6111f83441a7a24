/// One row of a CSV file: its cells without quotes.
struct CSVRecord: Equatable, Sendable {
    /// The line it begins on, 1 for the first.
    let line: Int
    let cells: [CSVCell]
    /// Where the row ends: behind its last character.
    let end: CSVPosition
}

/// One cell and where it begins (at its quote, if it has one).
struct CSVCell: Equatable, Sendable {
    let text: String
    let start: CSVPosition
}

/// A place in a text file.
struct CSVPosition: Equatable, Sendable {
    /// 1 for the first line.
    var line: Int
    /// 1 for the first character of the line, counted in Unicode scalars.
    var column: Int

    /// Moves over one octet. Octets 10xxxxxx continue a character (RFC 3629 §3).
    mutating func pass(_ octet: UInt8) {
        if octet == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if octet & 0xC0 != 0x80 {
            column += 1
        }
    }
}
