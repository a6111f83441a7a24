public import ArgumentParser
import Foundation
import JobQueue

/// `buurtpost job`: the work.
struct JobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Looks up jobs.", subcommands: [List.self])

    /// `buurtpost job list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists jobs, the newest first.")

        @OptionGroup var options: ConfigOption

        @Option(help: "Only this queue.")
        var queue: String?

        @Option(help: "Only this kind.")
        var kind: String?

        @Option(help: "Only this state.")
        var state: JobState?

        @Option(help: "At most so many, 1 to 1000000. (default: 100)", transform: RowLimit.init)
        var limit = RowLimit()

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            try reporting {
                var filter = JobFilter()
                (filter.queue, filter.kind, filter.state) = (queue, kind, state)
                filter.limit = limit.count
                let configuration = try options.read()
                let jobs = try look(configuration) { db in try JobTable(db).list(filter) }
                try Output.show(
                    json
                        ? try Output.json(jobs)
                        : table(jobs, zone: configuration.platform.timeZone))
            }
        }

        private func table(_ jobs: [JobListing], zone: TimeZone) -> String {
            var table = TextTable(
                ["id", "kind", "queue", "state", "attempt", "due", "last error"])
            for job in jobs {
                table.add([
                    "\(job.id)", job.kind, job.queue, job.state.rawValue,
                    "\(job.attempt)/\(job.maxAttempts.map(String.init) ?? "-")",
                    Output.time(job.scheduledAt, zone), job.lastError ?? "",
                ])
            }
            return table.text
        }
    }
}

extension JobState: ExpressibleByArgument {}
