import Foundation

/// A CSV file of the exchange folder as rows with an id.
///
/// A file that cannot be understood at all (empty, no column `id`, another separator, a column twice, no
/// UTF-8 in the header line) is one refusal and has no rows.
struct CSVRowSource: RowSource {
    private let file: String
    private let idColumns: [String]
    private let columns: Set<String>
    private var reader: CSVReader
    private var header: Header = .unread

    private enum Header {
        case unread
        case read(CSVHeader)
        case refused
    }

    /// - Parameters:
    ///   - file: What refusals call the file.
    ///   - idColumns: The columns that make up a row's id, joined by U+001F. The default is `id` alone.
    ///   - columns: The names that are known besides those.
    init(
        _ chunks: ByteChunks, file: String, idColumns: [String] = ["id"], columns: Set<String>,
        limits: CSVLimits = CSVLimits()
    ) {
        self.file = file
        self.idColumns = idColumns
        self.columns = columns
        reader = CSVReader(chunks, limits: limits)
    }

    /// - Throws: ``UnreadableFile``.
    init(_ url: URL, idColumns: [String] = ["id"], columns: Set<String>) throws {
        self.init(
            try .file(url), file: url.lastPathComponent, idColumns: idColumns, columns: columns)
    }

    var unknownColumns: [String] {
        if case .read(let header) = header { header.unknown } else { [] }
    }

    mutating func next() throws -> RowReading? {
        if case .unread = header, let refusal = try readHeader() { return .refused(refusal) }
        guard case .read(let header) = header, let reading = try reader.next() else { return nil }
        do throws(CSVFault) {
            return .row(try row(reading.get(), header))
        } catch {
            return .refused(refusal(error))
        }
    }

    private mutating func readHeader() throws -> Refusal? {
        header = .refused
        let first = try reader.next()
        do throws(CSVFault) {
            let empty = CSVFault(line: 1, column: 1, problem: .emptyFile)
            let record = try (first ?? .failure(empty)).get()
            header = .read(try CSVHeader(record, idColumns: idColumns, columns: columns))
            return nil
        } catch {
            return refusal(error)
        }
    }

    private func row(_ record: CSVRecord, _ header: CSVHeader) throws(CSVFault) -> ImportRow {
        try checkCount(record, header)
        let parts = header.idIndexes.map { record.cells[$0] }
        var row = Columns(
            line: record.line, capacity: header.known.count + header.idIndexes.count)
        for (name, cell) in zip(idColumns, parts) { row.note(name, cell.start) }
        row.note("id", parts[0].start)
        for (name, index) in header.known { row.add(name, record.cells[index]) }
        return ImportRow(
            id: parts.map { $0.text.trimmingSpaces() }.joined(separator: "\u{1F}"),
            line: record.line, columns: row.texts,
            positions: row.positions,
            laterLines: row.laterLines)
    }

    private func checkCount(_ record: CSVRecord, _ header: CSVHeader) throws(CSVFault) {
        let found = record.cells.count
        guard found != header.count else { return }
        let place = found > header.count ? record.cells[header.count].start : record.end
        throw CSVFault(
            line: place.line, column: place.column,
            problem: .cellCount(found: found, expected: header.count))
    }

    private func refusal(_ fault: CSVFault) -> Refusal {
        Refusal(file: file, line: fault.line, column: fault.column, reason: fault.reason)
    }
}

/// The dictionaries of an ``ImportRow`` while they are filled.
private struct Columns {
    let line: Int
    private(set) var texts: [String: String] = [:]
    private(set) var positions: [String: Int] = [:]
    private(set) var laterLines: [String: Int] = [:]

    init(line: Int, capacity: Int) {
        self.line = line
        texts.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
    }

    mutating func add(_ name: String, _ cell: CSVCell) {
        texts[name] = cell.text
        note(name, cell.start)
    }

    mutating func note(_ name: String, _ start: CSVPosition) {
        positions[name] = start.column
        if start.line != line { laterLines[name] = start.line }
    }
}
