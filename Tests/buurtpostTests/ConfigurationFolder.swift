import Foundation

/// A folder of one test, gone when the test is.
final class ConfigurationFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "buurtpost-configuration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders that lead to it.
    ///
    /// - Returns: Its path.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// As above, with octets that need not be a text.
    @discardableResult
    func write(_ octets: [UInt8], to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(octets).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// Copies the templates of the digest that come with the program.
    func addTemplates(to folder: String) throws {
        let digest = "\(path)/\(folder)/digest"
        try FileManager.default.createDirectory(
            atPath: digest, withIntermediateDirectories: true)
        for name in ["nl", "questions.nl.txt"] {
            try FileManager.default.copyItem(
                atPath: "\(projectRoot)/jobs/digest/\(name)", toPath: "\(digest)/\(name)")
        }
    }

    /// A line of a problem without the path of this folder.
    func short(_ text: String) -> String { text.replacing("\(path)/", with: "") }
}

/// The root of the project's files.
let projectRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path(percentEncoded: false)
