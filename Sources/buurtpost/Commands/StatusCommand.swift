import ArgumentParser
import JobQueue

/// `buurtpost status`: what the post office does, at a glance.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows on one screen whether all is well, and what to look at.",
        discussion: """
            What a section leaves out, the command it names shows; --json leaves nothing out.

              buurtpost status
            """)

    @OptionGroup var options: ConfigOption

    @Option(
        help: "As if it were this time (RFC 3339): what \"the last 24 hours\" are.",
        transform: Instant.init)
    var now: Instant?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = now?.date ?? WallClock.system.now()
            let isServed = isServed(configuration)
            let status = try look(configuration) { db in
                try Status(
                    now: now, relays: configuration.relays, isServed: isServed,
                    path: configuration.database, db)
            }
            try Output.show(
                json
                    ? try Output.json(status)
                    : StatusPage(status: status, zone: configuration.platform.timeZone)
                        .text(within: Output.columns))
        }
    }
}
