import ArgumentParser
import Feeds
import Foundation
import JobQueue

/// `buurtpost feed list`: how it goes with each feed, and which events they no longer name.
struct FeedListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists how it goes with each feed, and the events that became uncertain.",
        discussion: """
            An event is uncertain when its feed named it and has not for two pulls in a row. Nobody is told that it is \
            cancelled: ask the organiser.

              buurtpost feed list
            """)

    @OptionGroup var options: ConfigOption

    @Option(
        help: "At most so many uncertain events, 1 to 1000000. (default: 100)",
        transform: RowLimit.init)
    var limit = RowLimit()

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = WallClock.system.now()
            let list = try look(configuration) { db in
                FeedList(
                    feeds: try FeedStateTable(db).list(now: now),
                    uncertain: try FeedEventTable(db).uncertain(now: now, limit: limit.count))
            }
            try Output.show(
                json ? try Output.json(list) : list.text(in: configuration.platform.timeZone))
        }
    }
}

/// What `feed list` shows.
struct FeedList: Codable, Equatable {
    let feeds: [FeedState]
    let uncertain: [UncertainEvent]

    func text(in zone: TimeZone) -> String {
        guard !feeds.isEmpty else { return "no feed was pulled yet" }
        return uncertain.isEmpty
            ? feedTable(zone).text : "\(feedTable(zone).text)\n\n\(eventTable(zone).text)"
    }

    private func feedTable(_ zone: TimeZone) -> TextTable {
        var table = TextTable(["feed", "last fine", "failures", "not before", "last error"])
        for feed in feeds {
            table.add([
                feed.feed, Output.time(feed.okAt, zone), "\(feed.failures)",
                Output.time(feed.nextTry, zone), feed.error,
            ])
        }
        return table
    }

    private func eventTable(_ zone: TimeZone) -> TextTable {
        var table = TextTable(["uncertain event", "starts", "feed", "pulls without it"])
        for event in uncertain {
            table.add([
                event.summary, Output.time(event.startsAt, zone), event.feed, "\(event.missed)",
            ])
        }
        return table
    }
}
