import ArgumentParser
import Foundation
import JobQueue
import Logging
import Model

/// `buurtpost run`: the daemon, or with `--drain` everything that is due and then the end.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the daemon, or does everything that is due and ends.",
        discussion: """
            Without options it runs until SIGTERM or SIGINT, then gives back what it has not begun. \
            With --drain it does what is due and exits: 0 when all is done, 75 when letters wait for a \
            relay that does not take them or for room on the disk, or when another buurtpost has the \
            database. The daemon ends with 75 when its database was removed or replaced.
            """)

    @OptionGroup var options: ConfigOption

    @Flag(help: "Do everything that is due, then exit.")
    var drain = false

    @Option(
        help:
            "With --drain: the time at which the clock stands still (RFC 3339). The default is now.",
        transform: Instant.init)
    var now: Instant?

    @Option(
        help: "With --drain: go on from due time to due time up to this one (RFC 3339).",
        transform: Instant.init)
    var until: Instant?

    func validate() throws {
        guard drain || (now == nil && until == nil) else {
            throw ValidationError("--now and --until go with --drain")
        }
        if let until, until.date < start { throw ValidationError("--until lies before --now") }
    }

    private var start: Date { now?.date ?? WallClock.system.now() }

    func run() throws {
        try reporting {
            let logger = Logger(label: "buurtpost")
            if drain {
                let installation = try Installation(config: options.config, for: .send)
                installation.tellWarnings(logger)
                try Drain(installation, from: start, until: until?.date, logger: logger).run()
            } else {
                try Daemon(
                    config: options.config, environment: ProcessInfo.processInfo.environment,
                    logger: logger
                ).run()
            }
        }
    }
}
