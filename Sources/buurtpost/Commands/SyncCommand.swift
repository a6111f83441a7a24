import ArgumentParser
import Feeds
import Foundation
import JobQueue
import Logging
import Model
import Neighbourhood

/// `buurtpost sync [NAME]`: pulls the configured feeds now.
struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Pulls the configured feeds now.",
        discussion: """
            A feed that failed of late and is left in peace is asked all the same. Works beside the daemon. Exits with \
            0 when all feeds answered, with 69 when one failed, with 65 when rows of one were refused.

              buurtpost sync www.bibliotheek.example
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "Only this feed, by its name.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let installation = try Installation(config: options.config)
            let feeds = try chosen(installation.feeds)
            let results = try pull(feeds, installation)
            try Output.show(json ? try Output.json(results) : Self.text(results))
            if results.contains(where: { $0.outcome == .failed }) { throw ExitCode.unavailable }
            if results.contains(where: { $0.refused > 0 }) { throw ExitCode.badData }
        }
    }

    private func chosen(_ feeds: [Feed]) throws -> [Feed] {
        guard let name else { return feeds }
        let chosen = feeds.filter { $0.name == name }
        guard !chosen.isEmpty else { throw UnknownFeed(name: name, known: feeds.map(\.name)) }
        return chosen
    }

    private func pull(_ feeds: [Feed], _ installation: Installation) throws -> [FeedResult] {
        let database = try DatabaseFile(
            path: installation.configuration.database, migrator: Schema.migrator)
        let checkpoint = WALCheckpoint(database, logger: Logger(label: "buurtpost"))
        return try feeds.map { feed in
            let importer = Importer(
                database: database.writer, erasureKey: installation.keys.suppression,
                now: WallClock.system.now(), calendar: installation.platform.calendar,
                pause: { pause in
                    checkpoint.runIfDue()
                    Thread.sleep(forTimeInterval: pause / .seconds(1))
                })
            return try installation.feedPull.run(feed, importer: importer, insists: true)
        }
    }

    private static func text(_ results: [FeedResult]) -> String {
        guard !results.isEmpty else { return "no feeds are configured" }
        var table = TextTable(["feed", "outcome", "added", "changed", "refused", "remark"])
        for result in results {
            table.add([
                result.feed, result.outcome.rawValue, "\(result.added)", "\(result.changed)",
                "\(result.refused)", result.error,
            ])
        }
        return table.text
    }
}

/// No feed of that name is configured.
struct UnknownFeed: Error, CustomStringConvertible {
    let name: String
    let known: [String]

    var description: String {
        known.isEmpty
            ? "no feeds are configured; docs/feeds.md says how"
            : "there is no feed '\(name)'; there are \(known.joined(separator: ", "))"
    }
}
