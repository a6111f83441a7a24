/// Where a CSV file breaks RFC 4180 or a limit, and how.
struct CSVFault: Error, Equatable, Sendable {
    /// 1 for the first line.
    let line: Int
    /// 1 for the first character of the line, counted in Unicode scalars.
    let column: Int
    let problem: Problem

    enum Problem: Equatable, Sendable {
        /// The position is that of the quote.
        case unclosedQuote
        case textAfterQuote
        case quoteInPlainCell
        case loneCarriageReturn
        case nul
        case notUTF8
        case utf16
        case cellTooLong(limit: Int)
        case rowTooLong(limit: Int)
        case tooManyColumns(limit: Int)
        case cellCount(found: Int, expected: Int)
        case emptyFile
        case missingID(String)
        case separator(String)
        case duplicateColumn(first: Int)
    }

    /// What a separator that is often met instead of the comma is called; nil for other octets.
    static func separatorName(_ octet: UInt8) -> String? {
        switch octet {
        case UInt8(ascii: ";"): "semicolons"
        case UInt8(ascii: "\t"): "tabs"
        default: nil
        }
    }

    /// What is wrong and what to do. Holds nothing of the file's content.
    var reason: String {
        switch problem {
        case .unclosedQuote:
            "the quote that begins here is not closed; close it, and write a quote inside text twice"
        case .textAfterQuote:
            "text follows a closing quote; a comma or the line's end belongs here, "
                + "and a quote inside text is written twice"
        case .quoteInPlainCell:
            "a quote stands in a cell without quotes around it; put quotes around the cell "
                + "and write the inner one twice"
        case .loneCarriageReturn:
            "a carriage return stands without a line feed; save the file with line ends LF or CRLF"
        case .nul: "a NUL octet stands here; the file is damaged or no text: export it again"
        case .notUTF8:
            "this is not UTF-8 (Latin-1 or Windows-1252 probably); save the file as UTF-8"
        case .utf16: "the file is UTF-16; save it as UTF-8"
        case .cellTooLong(let limit): "the cell is longer than \(limit) octets; shorten it"
        case .rowTooLong(let limit):
            "the row is longer than \(limit) octets; shorten it, or look for a quote that is not closed"
        case .tooManyColumns(let limit): "the row has more than \(limit) cells; leave some out"
        case .cellCount(let found, let expected):
            "the row has \(found) \(found == 1 ? "cell" : "cells") where the header has \(expected); "
                + "put quotes around a cell that holds a comma"
        case .emptyFile: "the file is empty; it needs a header line with the column id"
        case .missingID(let name):
            "the header line has no column \(name); add it, or add the header line itself"
        case .separator(let name):
            "the cells are separated by \(name), as Excel with Dutch settings saves them; "
                + "save as CSV with commas"
        case .duplicateColumn(let first):
            "the header names this column a second time (first at column \(first)); leave one out"
        }
    }
}
