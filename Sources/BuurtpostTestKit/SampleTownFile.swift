import Foundation

/// A CSV file of the exchange folder while it is written.
struct SampleTownFile {
    private var text: String

    init(columns: [String]) { text = columns.joined(separator: ",") + "\r\n" }

    /// - Precondition: As many cells as columns.
    mutating func add(_ cells: [String]) {
        text += cells.map(Self.quoted).joined(separator: ",") + "\r\n"
    }

    func write(to url: URL) throws { try Data(text.utf8).write(to: url) }

    /// Quotes only where RFC 4180 §2 asks for them, so that files hold both kinds of cells.
    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains { [34, 44, 10, 13].contains($0) }
        return needsQuotes ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : cell
    }
}
