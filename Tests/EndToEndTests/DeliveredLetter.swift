import Foundation

/// A letter as it arrived: what the tests look at.
struct DeliveredLetter: Hashable {
    /// The address in the header field To, without the name.
    let recipient: String
    let messageID: String
    let subject: String
    /// Whether it ends as a multipart message does.
    let isWhole: Bool

    /// All files of a folder.
    static func all(in folder: URL) throws -> [DeliveredLetter] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { DeliveredLetter(try String(contentsOf: $0, encoding: .utf8)) }
    }

    static func count(in folder: URL) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).count
    }

    /// - Parameter message: The whole message.
    init(_ message: String) {
        let text = message.replacingOccurrences(of: "\r\n", with: "\n")
        let header = text.prefix(upTo: text.range(of: "\n\n")?.lowerBound ?? text.endIndex)
        let fields = header.replacingOccurrences(of: "\n ", with: " ")
            .components(separatedBy: "\n")
        func field(_ name: String) -> String {
            let line = fields.first { $0.lowercased().hasPrefix(name + ":") } ?? ""
            return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
        }
        let to = field("to")
        recipient =
            to.components(separatedBy: "<").last?.replacingOccurrences(of: ">", with: "") ?? to
        messageID = field("message-id")
        subject = field("subject")
        isWhole = text.trimmingCharacters(in: .whitespacesAndNewlines).hasSuffix("--")
    }
}
