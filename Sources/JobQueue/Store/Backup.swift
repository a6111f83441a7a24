import Foundation
import GRDB

/// Makes a copy of a database that can take its place: whole, checked, and known as a copy.
///
/// Safe while a daemon runs: it reads one state of the database, that of the moment it begins, on a connection of its
/// own, and no writer waits for it. Until it ends, the write-ahead log cannot be reset and grows.
public struct Backup: Sendable {
    /// The database.
    public let source: String
    /// Where the copy comes to lie.
    public let destination: String

    public init(of source: String, to destination: String) {
        self.source = source
        self.destination = destination
    }

    /// Writes the copy, mode 0600, into `<destination>.buurtpost-partial`, gives it a generation of its own, checks it
    /// (`PRAGMA quick_check`), and puts it in its place when it is on the disk.
    ///
    /// What lay at `destination` stays whole until then. When this throws, nothing is left behind; a process that is
    /// killed leaves the partial file, and the next backup to the same place begins it anew.
    ///
    /// - Parameters:
    ///   - overwrite: Whether a file that lies at `destination` may be replaced.
    ///   - generation: What the copy's value becomes: one that nobody has.
    /// - Returns: The length of the copy in bytes.
    /// - Throws: ``BackupError``.
    public func run(overwrite: Bool, generation: Generation) throws(BackupError) -> Int64 {
        try BackupTarget(destination, source: source).check(overwrite: overwrite)
        let reader = try open()
        let partial = try PartialFile(for: destination)
        do {
            try write(from: reader, to: partial.path)
            try finish(partial.path, generation)
            return try partial.complete()
        } catch {
            partial.discard()
            throw error
        }
    }

    // MARK: Steps

    private func open() throws(BackupError) -> DatabaseQueue {
        guard access(source, F_OK) == 0 else { throw .noDatabase(path: source) }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let reader = try DatabaseQueue(path: source, configuration: configuration)
            try reader.read(check)
            return reader
        } catch let error as BackupError {
            throw error
        } catch {
            throw BackupError(error, path: source)
        }
    }

    /// Its tables may be those of an older or newer version, as long as a copy can be told from the original.
    private func check(_ db: Database) throws {
        let found = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard found == DatabaseFile.applicationID else { throw BackupError.foreign(path: source) }
        guard try db.tableExists("generation") else { throw BackupError.tooOld(path: source) }
    }

    /// <https://sqlite.org/lang_vacuum.html#vacuuminto>: the file must be empty. It does not sync it.
    private func write(from reader: DatabaseQueue, to path: String) throws(BackupError) {
        do {
            try reader.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [path])
            }
        } catch {
            if let reason = damage(seenBy: reader) { throw .damaged(path: source, reason: reason) }
            throw BackupError(error, path: source)
        }
    }

    /// What is wrong with the database, after its copy failed: of an impossible length in a damaged page SQLite says that
    /// the disk is full. Nil when nothing is wrong.
    private func damage(seenBy reader: DatabaseQueue) -> String? {
        let result = try? reader.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard let text = result ?? nil, text != "ok" else { return nil }
        return text
    }

    private func finish(_ path: String, _ generation: Generation) throws(BackupError) {
        do {
            let copy = try DatabaseQueue(path: path)
            try copy.writeWithoutTransaction { db in
                // Nobody reads it yet, and a file that is cut off here is thrown away: no journal.
                try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
                try GenerationTable(db).set(generation)
                let result = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? ""
                guard result == "ok" else {
                    throw BackupError.damaged(path: source, reason: result)
                }
            }
            try copy.close()
        } catch let error as BackupError {
            throw error
        } catch {
            throw BackupError(error, path: source)
        }
    }
}
