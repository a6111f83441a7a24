/// What an import did, or would do. Holds no cell of a file.
public struct ImportReport: Equatable, Sendable, Codable {
    /// In the order in which they were read.
    public let files: [ImportFileReport]
    /// Files of the folder that nothing reads.
    public let unknownFiles: [UnknownName]

    /// Whether any row or file was refused.
    public var hasRefusals: Bool { files.contains { $0.refusedCount > 0 } }
}
