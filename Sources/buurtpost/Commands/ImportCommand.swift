import ArgumentParser
import Foundation
import JobQueue
import Logging
import Model
import Neighbourhood

/// `buurtpost import DIR`: brings an exchange folder into the database.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Brings an exchange folder into the database.",
        discussion: """
            Good lines go in, bad ones are refused with file, line, column and reason. Running it again is \
            harmless, also after it was stopped in the middle, and while the daemon runs. Exits with 0 when \
            everything was taken, with 65 when something was refused.
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "The exchange folder.")
    var folder: String

    @Flag(help: "Only report what would be done.")
    var dryRun = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        try reporting {
            let folder = URL(fileURLWithPath: folder, isDirectory: true)
            let now = WallClock.system.now()
            let report =
                dryRun
                ? try DryImport(Installation(config: options.config, for: .look))
                    .run(folder: folder, now: now)
                : try Import(Installation(config: options.config)).run(folder: folder, now: now)
            try Output.show(json ? try Output.json(report) : report.text)
            if report.hasRefusals { throw ExitCode.badData }
        }
    }
}

extension ImportReport {
    /// For people: a line per file, then what was refused.
    var text: String {
        var table = TextTable(["file", "added", "changed", "same", "refused"])
        for file in files {
            table.add([
                file.file, "\(file.added)", "\(file.changed)", "\(file.same)",
                "\(file.refusedCount)",
            ])
        }
        return ([table.text] + files.flatMap(\.remarks) + strangers).joined(separator: "\n")
    }

    private var strangers: [String] {
        unknownFiles.map { name in
            let hint = name.nearest.map { "; did you mean \($0)?" } ?? ""
            return "\(name.name): not a file of the exchange folder, left alone\(hint)"
        }
    }
}

extension ImportFileReport {
    /// Refusals as `file:line:column: reason`, and the columns that were ignored.
    var remarks: [String] {
        let refusals = refused.map { "\($0.file):\($0.line):\($0.column): \($0.reason)" }
        let more = refusedCount - refused.count
        let columns = unknownColumns.map { name in
            let hint = name.nearest.map { "; did you mean \($0)?" } ?? ""
            return "\(file): the column \(name.name) is not known and ignored\(hint)"
        }
        return refusals + (more > 0 ? ["\(file): \(more) more were refused"] : []) + columns
    }
}
