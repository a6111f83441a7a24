import ArgumentParser
import Foundation
import JobQueue

/// `buurtpost queue`: where jobs wait, and what may begin.
struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Shows queues, pauses and limits them.",
        discussion: """
            What is set for a queue stays over restarts, and holds for its branches too when it is a pause: \
            mail/example.org is a branch of mail.

              buurtpost queue pause mail --reason "the relay moves"
            """,
        subcommands: [
            List.self, QueuePauseCommand.self, QueueResumeCommand.self, QueueLimitCommand.self,
        ])

    /// `buurtpost queue list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists queues: what waits, what runs, what is set.",
            discussion: """
                "due" could begin now, "later" waits for its time.

                  buurtpost queue list
                """)

        @OptionGroup var options: ConfigOption

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            try reporting {
                let configuration = try options.read()
                let now = WallClock.system.now()
                let queues = try look(configuration) { try QueueTable($0).list(now: now) }
                try Output.show(
                    json
                        ? try Output.json(queues)
                        : QueuePage(queues: queues, zone: configuration.platform.timeZone).table
                            .text(within: Output.columns))
            }
        }
    }
}

/// Queues for a terminal.
struct QueuePage {
    let queues: [QueueListing]
    let zone: TimeZone

    var table: TextTable {
        var table = TextTable(["queue", "due", "later", "running", "set"])
        for queue in queues {
            table.add([
                queue.name, "\(queue.due)", "\(queue.later)", "\(queue.running)",
                queue.settings(zone),
            ])
        }
        return table
    }
}

extension QueueListing {
    /// What is set for it, in words; empty when nothing is.
    func settings(_ zone: TimeZone) -> String {
        [pauseText(zone), fullText(zone), rateText, lanesText, capacityText]
            .compactMap(\.self).joined(separator: "; ")
    }

    private func pauseText(_ zone: TimeZone) -> String? {
        guard let pausedAt, let pausedBy else { return nil }
        let which = pausedBy == name ? "paused" : "paused with \(pausedBy)"
        let because = pausedBecause.isEmpty ? "" : " (\(pausedBecause))"
        return "\(which) since \(Output.time(pausedAt, zone))\(because)"
    }

    private func fullText(_ zone: TimeZone) -> String? {
        fullAt.map { "full since \(Output.time($0, zone))" }
    }

    private var rateText: String? {
        ratePerSecond.map { rate in
            let number = rate == rate.rounded() ? "\(Int(rate))" : "\(rate)"
            return burst > 1 ? "\(number)/s, \(burst) at once" : "\(number)/s"
        }
    }

    private var lanesText: String? { lanes.map { $0 == 1 ? "1 lane" : "\($0) lanes" } }

    private var capacityText: String? { capacity.map { "at most \($0) wait" } }
}
