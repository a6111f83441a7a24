import Foundation

/// What lies in an exchange folder.
struct ExchangeFolder {
    /// The files that are read, in the order of their tables.
    let files: [(url: URL, table: ImportTable)]
    /// The others, by name. Hidden files (`.name`) are left out: programs that copy folders leave them there.
    let unknown: [UnknownName]

    /// - Throws: ``ImportError/noFolder(reason:)``.
    init(_ folder: URL, tables: [ImportTable]) throws(ImportError) {
        let names = try Self.names(in: folder)
        let known = tables.map(\.file)
        files = tables.filter { names.contains($0.file) }
            .map { (folder.appendingPathComponent($0.file), $0) }
        unknown = names.filter { !known.contains($0) }.sorted()
            .map { UnknownName($0, known: known) }
    }

    private static func names(in folder: URL) throws(ImportError) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            throw .noFolder(reason: "does not exist")
        }
        guard isFolder.boolValue else { throw .noFolder(reason: "is a file") }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw .noFolder(reason: "may not be read; check its owner and mode")
        }
        return names.filter { !$0.hasPrefix(".") }
    }
}
