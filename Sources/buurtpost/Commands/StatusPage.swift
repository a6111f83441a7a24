import Feeds
import Foundation
import JobQueue
import Mail
import Model

/// The status for a terminal: short sections, of which each leaves out what does not fit and names the command that
/// shows it.
struct StatusPage {
    /// One part of the page; one without lines is left out.
    struct Section {
        let lines: [String]
    }

    /// How many rows a table shows.
    private static let rows = 5

    let status: Status
    let zone: TimeZone

    func text(within columns: Int?) -> String {
        sections(columns).filter { !$0.lines.isEmpty }
            .map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// From top to bottom. What another part of the program has to say comes as one more.
    private func sections(_ columns: Int?) -> [Section] {
        [
            Section(lines: [daemon, rate, store] + storeTroubles + attention),
            table(queueTable, of: status.queues.count, "queue list", columns),
            table(letterTable, of: status.letters.count, "letter list", columns),
            table(relayTable, of: status.relays.count, "status --json", columns),
            Section(lines: relayTroubles + slowRelays),
            table(domainTable, of: status.domains.count, "status --json", columns),
            Section(lines: feedTroubles),
            table(scheduleTable, of: status.schedules.count, "status --json", columns),
            table(troubleTable, of: min(3, status.troubles.count), "job list --failed", columns),
        ]
    }

    private func table(_ table: TextTable, of count: Int, _ command: String, _ columns: Int?)
        -> Section
    {
        guard count > 0 else { return Section(lines: []) }
        let left = count - Self.rows
        let more = left > 0 ? ["and \(left) more: buurtpost \(command)"] : []
        return Section(lines: [table.text(within: columns)] + more)
    }

    // MARK: In words

    private var daemon: String {
        switch status.isServed {
        case true?: "A daemon has the database."
        case false?: "No daemon has the database: nothing is sent until one is started."
        case nil: "Whether a daemon runs is not for this user to see."
        }
    }

    private var rate: String { "Letters per second: \(Int(status.lettersPerSecond.rounded()))" }

    private var store: String {
        let health = status.store
        let free = health.diskFree.map { ", \(megabytes($0)) free on its disk" } ?? ""
        return
            "Database: \(megabytes(health.databaseBytes)), log \(megabytes(health.walBytes))\(free)"
    }

    private func megabytes(_ bytes: Int64) -> String { "\((bytes + 500_000) / 1_000_000) MB" }

    /// What is wrong with the file or its disk, and what to do.
    private var storeTroubles: [String] {
        guard let daemon = status.store.daemon else { return [] }
        var lines: [String] = []
        if let damage = daemon.damage {
            lines.append("The database is DAMAGED (\(damage)): stop, keep a copy, restore a backup")
        }
        if !daemon.mayBegin {
            lines.append("The disk is almost full: nothing new is begun until there is room")
        }
        if let since = daemon.walHeldSince {
            lines.append(
                "A program has kept a read open since \(Output.time(since, zone)): the log grows")
        }
        return lines
    }

    /// What somebody should look at, with the command that shows more.
    private var attention: [String] {
        let all: [(Int, String, String, String)] = [
            (status.queues.count { $0.pausedAt != nil }, "queue", "paused", "queue list"),
            (status.queues.count { $0.fullAt != nil }, "queue", "full", "queue list"),
            (status.quarantined, "job", "quarantined", "job list --quarantined"),
            (status.held, "job", "of unknown kinds held", "job list --queue held"),
            (
                status.count(.retryable), "job", "failed, tried again later",
                "job list --state retryable"
            ),
            (status.count(.discarded), "job", "given up", "job list --state discarded"),
        ]
        return all.filter { $0.0 > 0 }.map { count, thing, what, command in
            "\(count) \(thing)\(count == 1 ? "" : "s") \(what): buurtpost \(command)"
        }
    }

    // MARK: Tables

    /// Queues that somebody should look at first.
    private var queueTable: TextTable {
        let sorted = status.queues.sorted {
            (rank($0), $0.name) < (rank($1), $1.name)
        }
        return QueuePage(queues: Array(sorted.prefix(Self.rows)), zone: zone).table
    }

    private func rank(_ queue: QueueListing) -> Int {
        if queue.pausedAt != nil || queue.fullAt != nil { return 0 }
        return queue.due + queue.running > 0 ? 1 : 2
    }

    private var letterTable: TextTable {
        var table = TextTable(["letters of the last 24 hours", "outcome", "count", "reason"])
        for tally in status.letters.prefix(Self.rows) {
            table.add([
                tally.purpose.rawValue, tally.outcome.rawValue, "\(tally.count)", tally.reason,
            ])
        }
        return table
    }

    private var relayTable: TextTable {
        var table = TextTable([
            "relay", "state", "last letter", "outcome", "accepted in 24 hours", "last answer",
        ])
        for relay in status.relays.prefix(Self.rows) {
            table.add([
                relay.url, relay.standing.rawValue, Output.time(relay.lastAt, zone),
                relay.lastOutcome?.rawValue ?? "", "\(relay.accepted)", relay.lastAnswer ?? "",
            ])
        }
        return table
    }

    /// Why relays are paused, a line each: too long for a table.
    private var relayTroubles: [String] {
        status.relays.filter { $0.standing == .paused }.prefix(Self.rows).map { relay in
            "\(relay.url) is paused since \(Output.time(relay.pausedAt, zone)), "
                + "tried again at \(Output.time(relay.probeAt, zone)): \(relay.lastFailure)"
        }
    }

    /// What relays have taught about their rate, a line each.
    private var slowRelays: [String] {
        status.relays.prefix(Self.rows).compactMap { relay in
            relay.learnedRate.map {
                "\(relay.url) refuses by rate: for now it gets at most "
                    + "\(String(format: "%.2f", $0)) letters a second"
            }
        }
    }

    private var domainTable: TextTable {
        var table = TextTable(["domain", "letters a second", "because", "waiting"])
        for domain in status.domains.prefix(Self.rows) {
            let rates = [domain.configured, domain.learned].compactMap(\.self)
            let isLearned = domain.learned.map { $0 == rates.min() } ?? false
            table.add([
                domain.domain, String(format: "%.3g", rates.min() ?? 0),
                isLearned ? "it refused by rate" : "configured", "\(domain.waiting)",
            ])
        }
        return table
    }

    /// A line for each feed that fails or has uncertain events.
    private var feedTroubles: [String] {
        let troubled = status.feeds.filter { $0.failures > 0 || $0.uncertain > 0 }
        let lines = troubled.prefix(Self.rows).map { feed in
            guard feed.failures > 0 else {
                let events = feed.uncertain == 1 ? "event" : "events"
                return
                    "Feed \(feed.feed) no longer names \(feed.uncertain) coming \(events): buurtpost feed list"
            }
            let times = feed.failures == 1 ? "once" : "\(feed.failures) times"
            return "Feed \(feed.feed) failed \(times), "
                + "tried again at \(Output.time(feed.nextTry, zone)): \(feed.error)"
        }
        let left = troubled.count - lines.count
        return lines + (left > 0 ? ["and \(left) more: buurtpost feed list"] : [])
    }

    private var scheduleTable: TextTable {
        var table = TextTable(["schedule", "next", "last"])
        for schedule in status.schedules.prefix(Self.rows) {
            table.add([
                schedule.name, Output.time(schedule.nextAt, zone),
                Output.time(schedule.lastAt, zone),
            ])
        }
        return table
    }

    private var troubleTable: TextTable {
        var table = TextTable(["last errors", "kind", "state", "when", "error"])
        for job in status.troubles.prefix(3) {
            table.add([
                "job \(job.id)", job.kind, job.state.rawValue,
                Output.time(job.finalizedAt ?? job.scheduledAt, zone), job.lastError ?? "",
            ])
        }
        return table
    }
}
