import ArgumentParser
import JobQueue
import Model

/// `buurtpost job why`: why a job does not run, and what would change that.
struct JobWhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Says why a job does not run, and what would change that.",
        discussion: """
            Two sentences: what it waits for or does, and what would change that.

              buurtpost job why 17
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "The number of the job.")
    var id: Int64

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = WallClock.system.now()
            let isServed = isServed(configuration)
            let situation = try look(configuration) { db in
                try JobTable(db).situation(of: id, isServed: isServed, now: now)
            }
            guard let situation else { throw UnknownJob(id: id) }
            let explanation = JobExplanation(
                situation, now: now, calendar: configuration.platform.platform.calendar)
            try Output.show(
                json
                    ? try Output.json(explanation)
                    : "\(explanation.reason)\n\(explanation.change)")
        }
    }
}
