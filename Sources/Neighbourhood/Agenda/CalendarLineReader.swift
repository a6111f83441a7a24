import Foundation

/// Reads an iCalendar file as unfolded lines, in memory that does not grow with the file.
///
/// Line ends are CRLF or LF; a byte order mark is skipped. A line that is folded over several (RFC 5545
/// §3.1: the next one begins with a space or a tab) is put together as octets, so a character cut in two by
/// the fold is whole again. Empty lines are skipped.
struct CalendarLineReader {
    /// A line, unfolded; or why it is not one.
    enum Reading {
        case line(CalendarLine)
        case fault(CalendarFault)
    }

    /// The most octets of an unfolded line that are kept.
    static let lineLimit = 65_536
    private static let chunkSize = 65_536

    private let file: FileHandle
    private var chunk: [UInt8] = []
    private var position = 0
    /// The number of the physical line that begins at `position`.
    private var number = 1

    /// - Throws: The system's error when the file cannot be opened or read.
    init(file: URL) throws {
        self.file = try FileHandle(forReadingFrom: file)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        _ = try peek()
        if chunk.starts(with: mark) { position = mark.count }
    }

    /// The next line that is not empty, nil at the end of the file.
    mutating func next() throws -> Reading? {
        while try peek() != nil {
            let first = number
            let octets = try unfoldedLine()
            if !octets.isEmpty { return Self.reading(octets, number: first) }
        }
        return nil
    }

    private static func reading(_ octets: [UInt8], number: Int) -> Reading {
        do throws(CalendarFault) {
            return .line(
                try CalendarLine(parsing: try text(octets, number: number), number: number))
        } catch {
            return .fault(error)
        }
    }

    private static func text(_ octets: [UInt8], number: Int) throws(CalendarFault) -> String {
        guard octets.count <= lineLimit else {
            return try cut(octets, number: number)
        }
        guard !octets.contains(0) else {
            throw CalendarFault(
                line: number, column: 1,
                reason: "This line holds a NUL octet. Save the file as plain UTF-8 text.")
        }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw CalendarFault(
                line: number, column: 1, reason: "This line is not UTF-8. Save the file as UTF-8.")
        }
        return text
    }

    /// What is kept of a line over the limit: its head with an empty value, for the reader of blocks to see
    /// whether the property matters (a picture inside ATTACH does not).
    private static func cut(_ octets: [UInt8], number: Int) throws(CalendarFault) -> String {
        let name = octets.prefix(64).prefix {
            $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") && $0 != 0
        }
        let text = String(decoding: name, as: UTF8.self).uppercased()
        guard !text.isEmpty, !EventBlock.properties.contains(text), text != "BEGIN", text != "END"
        else {
            throw CalendarFault(
                line: number, column: 1,
                reason: "This line is longer than \(lineLimit) octets. Shorten the text.")
        }
        return text + ":"
    }

    /// The octets of one line and the lines folded under it; of one over the limit two more at most, for the
    /// carriage return that goes.
    private mutating func unfoldedLine() throws -> [UInt8] {
        var octets: [UInt8] = []
        repeat {
            try appendPhysicalLine(to: &octets)
        } while try skipFold()
        return octets
    }

    private mutating func appendPhysicalLine(to octets: inout [UInt8]) throws {
        while try peek() != nil {
            let end = chunk[position...].firstIndex(of: UInt8(ascii: "\n"))
            let piece = chunk[position..<(end ?? chunk.endIndex)]
            octets.append(contentsOf: piece.prefix(Self.lineLimit + 2 - octets.count))
            position = end.map { $0 + 1 } ?? chunk.endIndex
            if end != nil { break }
        }
        number += 1
        if octets.last == UInt8(ascii: "\r") { octets.removeLast() }
    }

    /// Steps over the space or tab that says the line goes on.
    private mutating func skipFold() throws -> Bool {
        guard let octet = try peek(), octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
        else { return false }
        position += 1
        return true
    }

    /// The next octet, read from the file when the chunk is used up; nil at the end.
    private mutating func peek() throws -> UInt8? {
        if position == chunk.count {
            chunk = try file.read(upToCount: Self.chunkSize).map { [UInt8]($0) } ?? []
            position = 0
        }
        return position < chunk.count ? chunk[position] : nil
    }
}
