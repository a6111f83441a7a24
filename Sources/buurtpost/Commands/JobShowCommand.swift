import ArgumentParser
import Foundation
import JobQueue

/// `buurtpost job show`: everything about one job.
struct JobShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows everything about one job.",
        discussion: """
            Times are local ones; what is not set is left out. Its arguments are shown as they are: they may \
            name people.

              buurtpost job show 17
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "The number of the job.")
    var id: Int64

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let job = try look(configuration) { db in try JobTable(db).record(id) }
            guard let job else { throw UnknownJob(id: id) }
            try Output.show(
                json
                    ? try Output.json(job)
                    : JobSheet(job: job, zone: configuration.platform.timeZone).text)
        }
    }
}

/// All of a job for a terminal: a line for each thing that is set, then its errors.
struct JobSheet {
    let job: JobRecord
    let zone: TimeZone

    var text: String {
        let width = lines.map(\.name.count).max() ?? 0
        let sheet = lines.map { line in
            line.name + String(repeating: " ", count: width + 2 - line.name.count) + line.value
        }.joined(separator: "\n")
        return job.errors.isEmpty ? sheet : "\(sheet)\n\n\(errors)"
    }

    private var lines: [(name: String, value: String)] {
        let all: [(String, String?)] = [
            ("job", "\(job.id)"), ("kind", job.kind), ("queue", job.queue),
            ("state", job.state.rawValue), ("priority", "\(job.priority)"),
            ("attempt", job.maxAttempts.map { "\(job.attempt) of \($0)" } ?? "\(job.attempt)"),
            ("crashes", job.crashes == 0 ? nil : "\(job.crashes)"),
            ("args", job.args), ("tags", job.tags.isEmpty ? nil : job.tags.joined(separator: ", ")),
            ("unique key", job.uniqueKey),
            ("created", time(job.createdAt)), ("scheduled for", time(job.scheduledFor)),
            ("due", time(job.scheduledAt)), ("expires", time(job.expiresAt)),
            ("began", time(job.startedAt)), ("held by", job.worker),
            ("held until", time(job.leaseEndsAt)),
            ("cancel asked", time(job.cancelRequestedAt)), ("progress", job.progress),
            ("ended", time(job.finalizedAt)), ("result", job.result),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    private var errors: String {
        var table = TextTable(["when", "attempt", "error"])
        for fault in job.errors {
            table.add([
                Output.time(fault.at, zone), fault.attempt.map(String.init) ?? "", fault.error,
            ])
        }
        return table.text
    }

    private func time(_ date: Date?) -> String? { date.map { Output.time($0, zone) } }
}
