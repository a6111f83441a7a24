import ArgumentParser
import Foundation
import JobQueue

/// `buurtpost job`: the work.
struct JobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Looks up jobs and decides about them.",
        discussion: """
            A job is one piece of work: a plan, a letter. What failed and why nothing happens:

              buurtpost job list --failed
              buurtpost job why 17
            """,
        subcommands: [
            List.self, JobShowCommand.self, JobWhyCommand.self, JobRetryCommand.self,
            JobCancelCommand.self, JobDiscardCommand.self,
        ])

    /// `buurtpost job list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists jobs, the newest first.",
            discussion: """
                All that is asked for has to fit. The letters to one provider that failed since this morning:

                  buurtpost job list --queue mail/example.org --failed --since 2026-03-25T00:00:00+01:00
                """)

        @OptionGroup var options: ConfigOption
        @OptionGroup var which: JobFilterOptions

        @Option(help: "At most so many, 1 to 1000000. (default: 100)", transform: RowLimit.init)
        var limit = RowLimit()

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            try reporting {
                var filter = which.filter
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
            return table.text(within: Output.columns)
        }
    }
}
