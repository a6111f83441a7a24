/// Finds the cells of one row, an octet at a time. Does no reading and knows no file.
///
/// A fault that leaves no doubt where the row ends (a NUL, a cell that is too long) is kept until the row is
/// over. One that does (a quote not closed) breaks the row off at once.
struct CSVScan {
    /// What an octet led to.
    enum Step: Equatable {
        case more
        /// The octet was the row's last.
        case ended
        case broken(CSVFault, goOn: GoOn)
    }

    /// Where the next row may begin after a broken one.
    enum GoOn: Equatable {
        /// Behind the end of the line that is being read.
        case afterThisLine
        /// So many octets behind the row's beginning, on the line after the one whose quote was not closed:
        /// what seemed to stand inside the quotes is read again, as rows.
        case at(offset: Int, line: Int)
    }

    private enum State { case cellStart, plain, quoted, quoteSeen, returnSeen }

    private struct Quote {
        let position: CSVPosition
        /// Octets from the row's beginning to the first line that begins inside the quotes, if one does.
        var nextLine: Int?
    }

    private struct Span {
        let start: CSVPosition
        let isQuoted: Bool
        let content: Range<Int>
    }

    private let limits: CSVLimits
    private let firstLine: Int
    private var state = State.cellStart
    private var position: CSVPosition
    private var length = 0
    private var end: CSVPosition
    private var content: [UInt8] = []
    private var cells: [Span] = []
    private var cellStart: CSVPosition
    /// The quotes around the cell that is being read.
    private var quote: Quote?
    private var flaw: CSVFault?

    /// - Parameter line: The line the row begins on, 1 for the first of the file.
    init(line: Int, limits: CSVLimits) {
        self.limits = limits
        firstLine = line
        position = CSVPosition(line: line, column: 1)
        end = position
        cellStart = position
    }

    /// Takes the next octet of the row, unless the row is broken: then the octet is not taken.
    mutating func take(_ octet: UInt8) -> Step {
        let step = length < limits.row ? decide(octet) : tooLong()
        if case .broken = step { return step }
        position.pass(octet)
        length += 1
        if octet == UInt8(ascii: "\n"), quote?.nextLine == nil { quote?.nextLine = length }
        return step
    }

    /// The file ended.
    mutating func takeEnd() -> Step {
        if state == .quoted, let quote { return unclosed(quote) }
        if state != .returnSeen { endRow() }
        return .ended
    }

    /// The line of the next octet; after `.ended` the one on which the next row begins.
    var line: Int { position.line }

    /// Whether the row is an empty line, which is passed over. Call it after `.ended`.
    var isBlank: Bool { length <= 2 && cells.count == 1 && content.isEmpty && !cells[0].isQuoted }

    /// The row. Call it after `.ended`.
    func record() throws(CSVFault) -> CSVRecord {
        if let flaw { throw flaw }
        var found: [CSVCell] = []
        found.reserveCapacity(cells.count)
        for cell in cells { found.append(try read(cell)) }
        return CSVRecord(line: firstLine, cells: found, end: end)
    }
}

extension CSVScan {
    private mutating func decide(_ octet: UInt8) -> Step {
        switch state {
        case .cellStart: atCellStart(octet)
        case .plain: inPlainCell(octet)
        case .quoted: inQuotes(octet)
        case .quoteSeen: afterQuote(octet)
        case .returnSeen: afterReturn(octet)
        }
    }

    private mutating func atCellStart(_ octet: UInt8) -> Step {
        guard octet == UInt8(ascii: "\"") else {
            state = .plain
            return inPlainCell(octet)
        }
        quote = Quote(position: position)
        state = .quoted
        return .more
    }

    private mutating func inPlainCell(_ octet: UInt8) -> Step {
        if octet == UInt8(ascii: "\"") {
            return .broken(fault(.quoteInPlainCell, at: position), goOn: .afterThisLine)
        }
        return atDelimiter(octet) ?? append(octet)
    }

    private mutating func inQuotes(_ octet: UInt8) -> Step {
        guard octet == UInt8(ascii: "\"") else { return append(octet) }
        state = .quoteSeen
        return .more
    }

    /// A quote inside quotes is written twice (RFC 4180 §2, rule 7).
    private mutating func afterQuote(_ octet: UInt8) -> Step {
        if octet == UInt8(ascii: "\"") {
            state = .quoted
            return append(octet)
        }
        return atDelimiter(octet) ?? textAfterQuote(octet)
    }

    private func afterReturn(_ octet: UInt8) -> Step {
        guard octet == UInt8(ascii: "\n") else {
            return .broken(fault(.loneCarriageReturn, at: end), goOn: .afterThisLine)
        }
        return .ended
    }

    /// What a comma, CR or LF does outside quotes; nil for other octets.
    private mutating func atDelimiter(_ octet: UInt8) -> Step? {
        switch octet {
        case UInt8(ascii: ","):
            endCell()
            return .more
        case UInt8(ascii: "\r"):
            endRow()
            state = .returnSeen
            return .more
        case UInt8(ascii: "\n"):
            endRow()
            return .ended
        default: return nil
        }
    }

    private mutating func append(_ octet: UInt8) -> Step {
        if octet == 0 { note(.nul, at: position) }
        guard content.count - contentStart < limits.cell else {
            note(.cellTooLong(limit: limits.cell), at: cellStart)
            return .more
        }
        content.append(octet)
        return .more
    }

    private var contentStart: Int { cells.last?.content.upperBound ?? 0 }

    private mutating func endCell() {
        if cells.count < limits.columns {
            cells.append(
                Span(
                    start: cellStart, isQuoted: quote != nil, content: contentStart..<content.count)
            )
        } else {
            note(.tooManyColumns(limit: limits.columns), at: cellStart)
            content.removeSubrange(contentStart...)
        }
        quote = nil
        state = .cellStart
        cellStart = CSVPosition(line: position.line, column: position.column + 1)
    }

    private mutating func endRow() {
        endCell()
        end = position
    }
}

extension CSVScan {
    /// Text behind a closing quote on the quote's own line is a slip. Lines further down it means that the
    /// quote was never closed and this one opens another cell.
    private func textAfterQuote(_ octet: UInt8) -> Step {
        if let quote, quote.nextLine != nil { return unclosed(quote) }
        let problem =
            CSVFault.separatorName(octet).map(CSVFault.Problem.separator) ?? .textAfterQuote
        return .broken(fault(problem, at: position), goOn: .afterThisLine)
    }

    private func tooLong() -> Step {
        if let quote { return unclosed(quote) }
        let begin = CSVPosition(line: firstLine, column: 1)
        return .broken(fault(.rowTooLong(limit: limits.row), at: begin), goOn: .afterThisLine)
    }

    private func unclosed(_ quote: Quote) -> Step {
        let goOn = quote.nextLine.map { GoOn.at(offset: $0, line: quote.position.line + 1) }
        return .broken(
            fault(.unclosedQuote, at: quote.position), goOn: goOn ?? .afterThisLine)
    }

    /// Keeps the first flaw of the row.
    private mutating func note(_ problem: CSVFault.Problem, at place: CSVPosition) {
        if flaw == nil { flaw = fault(problem, at: place) }
    }

    private func fault(_ problem: CSVFault.Problem, at place: CSVPosition) -> CSVFault {
        CSVFault(line: place.line, column: place.column, problem: problem)
    }

    private func read(_ cell: Span) throws(CSVFault) -> CSVCell {
        let octets = content[cell.content]
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw fault(.notUTF8, at: firstBadOctet(in: octets, of: cell))
        }
        return CSVCell(text: text, start: cell.start)
    }

    private func firstBadOctet(in octets: ArraySlice<UInt8>, of cell: Span) -> CSVPosition {
        var place = cell.start
        if cell.isQuoted { place.column += 1 }
        for octet in octets.prefix(UTF8Prefix.length(of: octets)) {
            place.pass(octet)
            if cell.isQuoted, octet == UInt8(ascii: "\"") { place.column += 1 }
        }
        return place
    }
}
