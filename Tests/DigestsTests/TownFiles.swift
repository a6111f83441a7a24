import Foundation

/// The files of a sample town, read by the test itself: rows by column, no more of CSV and iCalendar than those have.
enum TownFiles {
    static func rows(_ name: String, in folder: URL) throws -> [[String: String]] {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        let records = records(text.replacingOccurrences(of: "\r\n", with: "\n"))
        return records.dropFirst().map {
            Dictionary(uniqueKeysWithValues: zip(records[0], $0))
        }
    }

    /// Writes the rows of a file again after `change`, all cells quoted.
    ///
    /// - Precondition: The header has no quotes.
    static func rewrite(
        _ name: String, in folder: URL, _ change: (Int, inout [String: String]) -> Void
    ) throws {
        let url = folder.appendingPathComponent(name)
        let text = try String(contentsOf: url, encoding: .utf8)
        let header = text.components(separatedBy: "\r\n")[0]
        let columns = header.components(separatedBy: ",")
        let lines = try rows(name, in: folder).enumerated().map { number, row in
            var row = row
            change(number, &row)
            return columns.map { "\"" + row[$0]!.replacing("\"", with: "\"\"") + "\"" }
                .joined(separator: ",")
        }
        let all = ([header] + lines).map { $0 + "\r\n" }.joined()
        try Data(all.utf8).write(to: url)
    }

    private static func records(_ text: String) -> [[String]] {
        var (records, record, cell, isQuoted) = ([[String]](), [String](), "", false)
        var before: Character = "\n"
        for character in text {
            switch character {
            case "\"":
                // Two quotes within quotes are one: the second opens the cell again.
                if !isQuoted && before == "\"" { cell.append(character) }
                isQuoted.toggle()
            case ",",
                "\n" where !isQuoted:
                if isQuoted {
                    cell.append(character)
                } else {
                    record.append(cell)
                    cell = ""
                }
                if character == "\n" && !isQuoted {
                    records.append(record)
                    record = []
                }
            default: cell.append(character)
            }
            before = character
        }
        return records
    }

    /// The first `count` lines of a file after its header.
    ///
    /// - Precondition: No line break is quoted.
    static func beginning(of text: String, lines count: Int) -> String {
        text.components(separatedBy: "\r\n").prefix(count + 1).map { $0 + "\r\n" }.joined()
    }

    /// The events of `events.ics`: property to value, parameters left out.
    static func events(in folder: URL) throws -> [[String: String]] {
        let text = try String(
            contentsOf: folder.appendingPathComponent("events.ics"), encoding: .utf8)
        let blocks = text.replacingOccurrences(of: "\r\n ", with: "")
            .components(separatedBy: "BEGIN:VEVENT\r\n").dropFirst()
        return blocks.map { block in
            block.components(separatedBy: "\r\n").reduce(into: [:]) { event, line in
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                let name = line[..<colon].split(separator: ";").first.map(String.init) ?? ""
                event[name] = String(line[colon...].dropFirst())
            }
        }
    }
}
