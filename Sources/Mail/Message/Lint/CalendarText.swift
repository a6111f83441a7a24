import Foundation

/// The calendar part of a message, its lines unfolded (RFC 5545 §3.1).
struct CalendarText {
    /// As Content-Type has it.
    let type: MediaType
    /// `NAME;PARAMETERS:value`, unfolded.
    let lines: [String]
    /// Whether each line ends in CRLF and has at most 75 octets.
    let isWellFolded: Bool

    init(_ part: MessagePart) {
        type = part.type
        let raw = part.text.components(separatedBy: "\r\n")
        isWellFolded =
            raw.last == ""
            && raw.allSatisfy { $0.utf8.count <= 75 && !$0.unicodeScalars.contains("\n") }
        lines = raw.dropLast().reduce(into: [String]()) { lines, line in
            if line.hasPrefix(" "), !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(line)
            }
        }
    }

    /// The values of the properties called `name`, parameters left out.
    func values(_ name: String) -> [String] {
        lines.filter { isProperty($0, name) }
            .compactMap { line in line.firstIndex(of: ":").map { String(line[$0...].dropFirst()) } }
    }

    /// Lines of the properties called `name`, whole.
    func lines(_ name: String) -> [String] { lines.filter { isProperty($0, name) } }

    private func isProperty(_ line: String, _ name: String) -> Bool {
        line.hasPrefix(name + ":") || line.hasPrefix(name + ";")
    }
}
