import Foundation

/// A Maildir where a mail server puts what comes to the bounce address; beside its `new`, a folder for each verdict.
///
/// What was recorded is moved to `.understood`, what nothing follows from to `.ignored`, the rest to `.unclear`
/// (Maildir++ folders, each with `cur`, `new` and `tmp`). Nothing is ever deleted.
public struct BounceMaildir: Sendable {
    /// Of a longer message so many octets are read: the report stands before the returned message.
    static let longest = MIMEReading.longest

    private let path: String

    public init(path: String) {
        self.path = path
    }

    /// The names in `new`, sorted, hidden ones left out.
    ///
    /// - Parameter limit: At most so many.
    /// - Throws: The system's error when the folder is missing or may not be read.
    func waiting(limit: Int) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/new")
        return Array(names.filter { !$0.hasPrefix(".") }.sorted().prefix(limit))
    }

    /// The beginning of a message in `new`, at most ``longest`` octets; nil when it is gone, or no file.
    ///
    /// - Throws: The system's error when it may not be read.
    func read(_ name: String) throws -> [UInt8]? {
        let file = "\(path)/new/\(name)"
        let type =
            try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
        guard type == .typeRegular else { return nil }
        let handle = try FileHandle(forReadingFrom: URL(filePath: file))
        defer { try? handle.close() }
        return Array(try handle.read(upToCount: Self.longest) ?? Data())
    }

    /// Moves a message out of `new`. One that is gone already stays gone.
    func move(_ name: String, after verdict: BounceVerdict) throws {
        let folder = try folder(for: verdict)
        let bare = name.prefix { $0 != ":" }
        guard rename("\(path)/new/\(name)", "\(folder)/cur/\(bare):2,S") != 0, errno != ENOENT
        else {
            return
        }
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: folder])
    }

    /// Keeps a message that came another way.
    ///
    /// - Parameter name: Unique and the same for the same message: a second call writes it over.
    public func keep(_ octets: [UInt8], as name: String, after verdict: BounceVerdict) throws {
        let folder = try folder(for: verdict)
        try Data(octets).write(to: URL(filePath: "\(folder)/cur/\(name):2,S"), options: .atomic)
    }

    private func folder(for verdict: BounceVerdict) throws -> String {
        let name =
            switch verdict {
            case .recorded: ".understood"
            case .ignored: ".ignored"
            case .unclear: ".unclear"
            }
        for part in ["cur", "new", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(name)/\(part)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        return "\(path)/\(name)"
    }
}
