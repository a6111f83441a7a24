/// Reads a CSV file (RFC 4180) row by row, in memory bounded by ``CSVLimits/row`` and one piece of the file.
///
/// Lines end with LF or CRLF; a byte order mark is passed over, and so are empty lines. A broken row is one
/// fault and reading goes on: behind its line, or, when a quote was opened and not closed, on the line after
/// the quote. So an unclosed quote costs its own row and not the rest of the file.
struct CSVReader {
    private let limits: CSVLimits
    private var window: ByteWindow
    private var line = 1
    private var hasBegun = false

    init(_ chunks: ByteChunks, limits: CSVLimits = CSVLimits()) {
        self.limits = limits
        window = ByteWindow(chunks)
    }

    /// The next row, nil at the end of the file.
    ///
    /// - Throws: Whatever reading the file throws.
    mutating func next() throws -> Result<CSVRecord, CSVFault>? {
        if !hasBegun, let fault = try begin() { return .failure(fault) }
        while try window.octet(at: 0) != nil {
            if let row = try readRow() { return row }
        }
        return nil
    }

    /// Passes over a byte order mark.
    private mutating func begin() throws -> CSVFault? {
        hasBegun = true
        let mark = [
            try window.octet(at: 0), try window.octet(at: 1), try window.octet(at: 2),
        ]
        if mark == [0xEF, 0xBB, 0xBF] { window.drop(3) }
        guard mark[0...1] == [0xFF, 0xFE] || mark[0...1] == [0xFE, 0xFF] else { return nil }
        try dropAll()
        return CSVFault(line: 1, column: 1, problem: .utf16)
    }

    /// Nil when the line was empty.
    private mutating func readRow() throws -> Result<CSVRecord, CSVFault>? {
        var scan = CSVScan(line: line, limits: limits)
        var offset = 0
        while true {
            let octet = try window.octet(at: offset)
            let step = octet.map { scan.take($0) } ?? scan.takeEnd()
            switch step {
            case .more: offset += 1
            case .ended: return finish(scan, length: octet == nil ? offset : offset + 1)
            case .broken(let fault, let goOn):
                try skip(from: offset, line: scan.line, to: goOn)
                return .failure(fault)
            }
        }
    }

    private mutating func finish(_ scan: CSVScan, length: Int) -> Result<CSVRecord, CSVFault>? {
        window.drop(length)
        line = scan.line
        if scan.isBlank { return nil }
        return Result { () throws(CSVFault) in try scan.record() }
    }

    /// - Parameters:
    ///   - offset: Octets of the broken row that were taken.
    ///   - current: The line behind them.
    private mutating func skip(from offset: Int, line current: Int, to goOn: CSVScan.GoOn) throws {
        switch goOn {
        case .at(let next, let nextLine):
            window.drop(next)
            line = nextLine
        case .afterThisLine:
            try dropLine(from: offset)
            line = current + 1
        }
    }

    /// Piece by piece: the line may be as long as the file.
    private mutating func dropLine(from offset: Int) throws {
        window.drop(offset)
        while let octet = try window.octet(at: 0) {
            window.drop(1)
            if octet == UInt8(ascii: "\n") { return }
        }
    }

    private mutating func dropAll() throws {
        while try window.octet(at: 0) != nil { window.drop(1) }
    }
}
