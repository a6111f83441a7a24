import Foundation
import JobQueue
import Logging
import Model
import Neighbourhood

/// An import into the database of an installation, which is made when it is not there.
struct Import {
    private let run: ImportRun
    private let checkpoint: WALCheckpoint

    /// - Throws: `StoreError`.
    init(_ installation: Installation) throws {
        let database = try DatabaseFile(
            path: installation.configuration.database, migrator: Schema.migrator)
        run = ImportRun(installation: installation, database: database)
        checkpoint = WALCheckpoint(database, logger: Logger(label: "buurtpost"))
    }

    /// Brings in what lies in `folder`.
    func run(folder: URL, now: Date) throws -> ImportReport {
        let checkpoint = checkpoint
        return try run.report(on: folder, dryRun: false, now: now) { checkpoint.runIfDue() }
    }
}

/// An import of which nothing stays. Made for an installation that was only looked at (``Installation/Intent``).
///
/// Beside a database each slice is rolled back; without one the work is done in a temporary folder.
struct DryImport {
    private let installation: Installation

    init(_ installation: Installation) {
        self.installation = installation
    }

    /// What an import of `folder` would do.
    ///
    /// - Throws: `StoreError`, also when the database is of another version: bringing it up to date would change it.
    func run(folder: URL, now: Date) throws -> ImportReport {
        let path = installation.configuration.database
        guard FileManager.default.fileExists(atPath: path) else {
            return try inTemporaryFolder { try report(on: folder, database: $0, now: now) }
        }
        _ = try DatabaseFile.look(path: path, migrator: Schema.migrator)
        return try report(on: folder, database: path, now: now)
    }

    private func report(on folder: URL, database path: String, now: Date) throws -> ImportReport {
        let database = try DatabaseFile(path: path, migrator: Schema.migrator)
        return try ImportRun(installation: installation, database: database)
            .report(on: folder, dryRun: true, now: now) {}
    }

    private func inTemporaryFolder<T>(_ work: (_ database: String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "buurtpost-dry-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        return try work(folder.appending(path: "dry-run.db").path(percentEncoded: false))
    }
}

/// One run of the importer, with progress on a terminal.
private struct ImportRun {
    let installation: Installation
    let database: DatabaseFile
    private let progress = ProgressLine()

    init(installation: Installation, database: DatabaseFile) {
        self.installation = installation
        self.database = database
    }

    func report(
        on folder: URL, dryRun: Bool, now: Date, betweenSlices: @escaping @Sendable () -> Void
    ) throws -> ImportReport {
        let progress = progress
        defer { progress.clear() }
        return try Importer(
            database: database.writer, erasureKey: installation.keys.suppression, now: now,
            calendar: installation.platform.calendar,
            pause: { pause in
                betweenSlices()
                Thread.sleep(forTimeInterval: pause.seconds)
            },
            progress: { step in progress.show("\(step.file): \(step.rows) rows") }
        ).run(folder: folder, dryRun: dryRun)
    }
}
