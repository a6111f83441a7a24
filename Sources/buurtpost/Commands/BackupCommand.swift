import ArgumentParser
import Foundation
import JobQueue

/// `buurtpost backup FILE`: a copy of the database that can take its place.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the database, also while the daemon runs.",
        discussion: """
            The copy is checked and complete before it gets its name, mode 0600. A daemon that starts on it \
            sends nothing until somebody resumes the queue `mail`. Prints its size and how long it took.
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "Where the copy comes to lie.", completion: .file())
    var file: String

    @Flag(help: "Replace a file that lies there; it stays whole until the copy is complete.")
    var force = false

    func run() throws {
        try reporting {
            let backup = Backup(of: try options.read().database, to: file)
            let clock = ContinuousClock()
            let start = clock.now
            let bytes = try copy(backup)
            try Output.show(Self.summary(file: file, bytes: bytes, took: clock.now - start))
        }
    }

    private func copy(_ backup: Backup) throws -> Int64 {
        do {
            return try backup.run(overwrite: force, generation: .random())
        } catch {
            Output.complain("\(error)")
            throw error.exitCode
        }
    }

    /// `FILE: 12.3 MB in 0.8 s`
    static func summary(file: String, bytes: Int64, took: Duration) -> String {
        let megabytes = (Double(bytes) / 1_000_000).formatted(.number.precision(.fractionLength(1)))
        let seconds = (took / .seconds(1)).formatted(.number.precision(.fractionLength(1)))
        return "\(file): \(megabytes) MB in \(seconds) s"
    }
}

extension BackupError {
    /// How `backup` ends (sysexits.h).
    var exitCode: ExitCode {
        switch self {
        case .exists, .notAFile, .inUse: .cannotCreate
        case .noRoom, .system: .ioError
        case .busy: .tryLater
        case .noDatabase, .foreign, .tooOld: .unavailable
        case .damaged: .badData
        }
    }
}

extension ExitCode {
    /// EX_CANTCREAT: the file that was asked for cannot be made.
    fileprivate static let cannotCreate = ExitCode(73)
}
