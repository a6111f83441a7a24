import ArgumentParser
import JobQueue

/// `buurtpost queue pause`
struct QueuePauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Lets nothing of a queue begin any more.",
        discussion: """
            What runs goes on; what waits stays, and comes late or expires. Holds for the branches of the queue \
            and over restarts, until it is resumed.

              buurtpost queue pause mail --reason "the relay moves"
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var queue: QueueOptions

    @Option(help: "Why, for whoever wonders later.")
    var reason = ""

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = WallClock.system.now()
            let found = try change(configuration) { db in
                try UnknownQueue.check(queue.name, force: queue.force, now: now, db)
                try QueueTable(db).pause(queue.name, because: reason, now: now)
                return try QueueTable(db).list(now: now).first { $0.name == queue.name }
            }
            let running = found.map { "; \($0.running) of it run on, \($0.due + $0.later) wait" }
            try Output.show("\(queue.name) is paused\(running ?? "")")
        }
    }
}
