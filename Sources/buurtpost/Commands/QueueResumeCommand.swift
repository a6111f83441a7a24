import ArgumentParser
import JobQueue

/// `buurtpost queue resume`
struct QueueResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Opens a queue that was paused.",
        discussion: """
            A daemon that runs goes on with it within a second.

              buurtpost queue resume mail
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var queue: QueueOptions

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = WallClock.system.now()
            let (wasPaused, found) = try change(configuration) { db in
                try UnknownQueue.check(queue.name, force: queue.force, now: now, db)
                let wasPaused = try QueueTable(db).resume(queue.name)
                return (
                    wasPaused, try QueueTable(db).list(now: now).first { $0.name == queue.name }
                )
            }
            try Output.show(
                "\(queue.name) \(wasPaused ? "is open again" : "was not paused by itself")")
            if let root = found?.pausedBy {
                try Output.show("it stays closed as long as \(root) is paused")
            }
        }
    }
}
