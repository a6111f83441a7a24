import ArgumentParser

/// `buurtpost feed …`: looks at the feeds.
struct FeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Looks at the feeds; sync pulls them.",
        subcommands: [FeedListCommand.self])
}
