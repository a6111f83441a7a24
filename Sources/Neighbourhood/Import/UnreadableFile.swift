import Foundation

/// A file that could not be opened or read to its end.
struct UnreadableFile: Error, Equatable {
    /// Completes "the file …".
    let reason: String

    /// - Throws: ``UnreadableFile`` unless the file is a regular one, or a link to one: opening a pipe could wait
    ///   for ever.
    static func check(_ url: URL) throws {
        let path = url.resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw UnreadableFile(reason: "cannot be found; look where its link points")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw UnreadableFile(reason: "is not a regular file; put the file itself there")
        }
    }

    func refusal(of file: String) -> Refusal {
        Refusal(file: file, line: 1, column: 1, reason: "the file \(reason)")
    }
}
