import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// `buurtpost status`: what the post office does, at a glance.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows queues, rates, relays, coming occurrences and the last errors.")

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
            let status = try look(configuration) { db in
                try Status(now: now, relays: configuration.relays, db)
            }
            try Output.show(
                json
                    ? try Output.json(status)
                    : status.text(zone: configuration.platform.timeZone))
        }
    }
}

/// What `status` tells.
struct Status: Codable, Equatable {
    let queues: [QueueCount]
    /// Letters of the last 24 hours.
    let letters: [LetterTally]
    /// In the order of the configuration.
    let relays: [RelayStatus]
    /// Letters per second when there was much to do.
    let lettersPerSecond: Double
    let schedules: [ScheduleListing]
    /// The newest jobs that failed or were given up.
    let troubles: [JobListing]

    /// - Parameters:
    ///   - now: The end of the last 24 hours. Queues, schedules and errors are as they stand in the database.
    init(now: Date, relays: [RelaySettings], _ db: Database) throws {
        let jobs = JobTable(db)
        queues = try jobs.counts()
        letters = try LetterTable(db).tally(in: now.addingTimeInterval(-86_400)...now)
        self.relays = try relays.map { try RelayStatus($0, now: now, db) }
        lettersPerSecond = try DeliveryRate(db).perSecond()
        schedules = try ScheduleTable(db).list()
        troubles = try [JobState.discarded, .retryable].flatMap { state in
            var filter = JobFilter()
            (filter.state, filter.limit) = (state, 5)
            return try jobs.list(filter)
        }
    }

    func text(zone: TimeZone) -> String {
        var sections = [
            section("Queues", queueTable), section("Letters of the last 24 hours", letterTable),
        ]
        sections.append("Letters per second: \(Int(lettersPerSecond.rounded()))")
        sections.append(section("Relays", relayTable(zone)))
        sections.append(section("Schedules", scheduleTable(zone)))
        sections.append(section("Last errors", troubleTable(zone)))
        return sections.joined(separator: "\n\n")
    }

    private func section(_ title: String, _ table: TextTable) -> String {
        "\(title)\n\(table.text)"
    }

    private var queueTable: TextTable {
        var table = TextTable(["queue", "state", "jobs"])
        for count in queues { table.add([count.queue, count.state.rawValue, "\(count.count)"]) }
        return table
    }

    private var letterTable: TextTable {
        var table = TextTable(["purpose", "outcome", "letters", "reason"])
        for tally in letters {
            table.add([
                tally.purpose.rawValue, tally.outcome.rawValue, "\(tally.count)", tally.reason,
            ])
        }
        return table
    }

    private func relayTable(_ zone: TimeZone) -> TextTable {
        var table = TextTable(["relay", "last letter", "outcome", "accepted in 24 hours"])
        for relay in relays {
            table.add([
                relay.url, Output.time(relay.lastAt, zone), relay.lastOutcome?.rawValue ?? "",
                "\(relay.accepted)",
            ])
        }
        return table
    }

    private func scheduleTable(_ zone: TimeZone) -> TextTable {
        var table = TextTable(["schedule", "next", "last"])
        for schedule in schedules {
            table.add([
                schedule.name, Output.time(schedule.nextAt, zone),
                Output.time(schedule.lastAt, zone),
            ])
        }
        return table
    }

    private func troubleTable(_ zone: TimeZone) -> TextTable {
        var table = TextTable(["job", "kind", "state", "when", "error"])
        for job in troubles {
            table.add([
                "\(job.id)", job.kind, job.state.rawValue,
                Output.time(job.finalizedAt ?? job.scheduledAt, zone), job.lastError ?? "",
            ])
        }
        return table
    }
}
