import ArgumentParser
import Mail

/// The one executable.
@main
struct Buurtpost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buurtpost",
        abstract: "The post office of a neighbourhood platform.",
        subcommands: [
            DemoCommand.self, RunCommand.self, CheckConfigCommand.self, ImportCommand.self,
            SyncCommand.self, FeedCommand.self,
            PreviewCommand.self, LetterCommand.self, EnqueueCommand.self, JobCommand.self,
            QueueCommand.self, ScheduleCommand.self, StatusCommand.self, BackupCommand.self,
            BounceCommand.self, SuppressionCommand.self,
            PersonCommand.self, DeskCommand.self,
        ])

    /// Reads the command line and runs the command. The rules of the process come first, for every command writes.
    static func main() {
        ProcessRules.install()
        main(nil)
    }
}
