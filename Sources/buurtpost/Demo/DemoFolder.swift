import Foundation
import JobQueue

/// The folder that a demo is made in: its configuration, database, letters and page.
struct DemoFolder {
    /// As it was typed: absolute, or from the working folder.
    let path: String

    var configuration: String { "\(path)/buurtpost.yaml" }
    /// The Maildir that the configuration names.
    var letters: String { "\(path)/letters" }
    /// The page to leaf through the letters.
    var index: String { "\(path)/index.html" }

    /// Says that a demo made this folder, and may make it anew.
    static let marker = ".buurtpost-demo"
    /// The letters as files that a browser shows.
    static let pages = "pages"

    private static let database = "buurtpost-demo.db"
    /// All that a demo makes. What else a visitor put there is left alone.
    private static let contents =
        ["buurtpost.yaml", "index.html", "letters", pages]
        + ["", "-wal", "-shm", ".lock"].map { database + $0 }
        + ["buurtpost-demo.links.key", "buurtpost-demo.suppression.key"]

    init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Makes the folder, or takes a former demo out of it, and writes the configuration of the town.
    ///
    /// - Throws: ``DemoError``; `StoreError.inUse` when somebody runs the former demo right now.
    func prepare(from source: DemoSource) throws {
        try makeRoom()
        try write(Self.note, to: Self.marker)
        try write(try configuration(from: source), to: "buurtpost.yaml")
    }

    /// Writes `text` to `name`, and makes the folders that lead there.
    func write(_ text: String, to name: String) throws(DemoError) {
        let file = "\(path)/\(name)"
        try attempt(file) {
            try FileManager.default.createDirectory(
                at: URL(filePath: file).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: file))
        }
    }

    private func makeRoom() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var names: [String] = []
        // With the slash a file is told as what it is: no folder.
        try attempt(path) {
            names = try FileManager.default.contentsOfDirectory(atPath: path + "/")
        }
        if names.isEmpty { return }
        guard names.contains(Self.marker) else { throw DemoError.notEmpty(folder: path) }
        let lock = try DatabaseLock(database: "\(path)/\(Self.database)")
        for name in Self.contents { try remove(name) }
        withExtendedLifetime(lock) {}
    }

    private func remove(_ name: String) throws(DemoError) {
        let file = "\(path)/\(name)"
        guard FileManager.default.fileExists(atPath: file) else { return }
        try attempt(file) { try FileManager.default.removeItem(atPath: file) }
    }

    private func attempt(_ path: String, _ work: () throws -> Void) throws(DemoError) {
        do {
            try work()
        } catch {
            throw .unwritable(path: path, reason: Self.reason(of: error))
        }
    }

    /// The system's own words, where it gave any: Foundation's are longer and say less.
    private static func reason(of error: any Error) -> String {
        let cause = (error as? CocoaError)?.underlying as? POSIXError
        return cause.map { String(cString: strerror($0.code.rawValue)) }
            ?? (error as NSError).localizedDescription
    }

    private static let note = """
        Made by `buurtpost demo`, which makes this folder anew when it runs again.
        To keep it as it is, take this file away.

        """

    /// The town's configuration with the place of the jobs filled in: it stands in another folder now.
    private func configuration(from source: DemoSource) throws -> String {
        guard let text = try? String(contentsOfFile: source.configuration, encoding: .utf8) else {
            throw DemoError.damaged(file: source.configuration, reason: "it cannot be read as text")
        }
        let line = /(?m)^jobs_directory:.*$/
        guard text.matches(of: line).count == 1 else {
            throw DemoError.damaged(
                file: source.configuration, reason: "it needs one line `jobs_directory: ...`")
        }
        return text.replacing(line, with: "jobs_directory: \(try Self.quoted(source.jobs))")
    }

    /// A JSON string, which is also one of YAML (YAML 1.2.2 §1.3).
    private static func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }
}
