import Foundation
import JobQueue

/// A schedule of the list.
struct ScheduleLine: Encodable {
    let name: String
    /// As people say it, or as the table has it when another version wrote it.
    let rule: String
    let zone: String
    let nextAt: Date?
    let lastAt: Date?
    let lastSkip: ScheduleListing.Skip?
    /// Why nothing comes although one would expect it; nil when there is no such reason.
    let waiting: String?

    init(_ listing: ScheduleListing, now: Date) {
        name = listing.name
        rule = ScheduleRule(text: listing.rule)?.words ?? listing.rule
        zone = listing.zone
        nextAt = listing.nextAt
        lastAt = listing.lastAt
        lastSkip = listing.lastSkip
        waiting =
            listing.waitsForClock(now: now)
            ? "the clock was set back: all up to then is done" : nil
    }

    /// - Parameter zone: For the times; each schedule has its own only for its rule.
    static func table(_ lines: [ScheduleLine], zone: TimeZone) -> String {
        var table = TextTable(["schedule", "rule", "zone", "next", "last run", "last skip"])
        for line in lines {
            table.add([
                line.name, line.rule, line.zone,
                [Output.time(line.nextAt, zone), line.waiting.map { "(\($0))" } ?? ""]
                    .filter { !$0.isEmpty }.joined(separator: " "),
                Output.time(line.lastAt, zone), line.lastSkip.map { words($0, zone) } ?? "",
            ])
        }
        return table.text
    }

    private static func words(_ skip: ScheduleListing.Skip, _ zone: TimeZone) -> String {
        let count = skip.count == 1 ? "" : " (\(skip.count) times)"
        return "\(Output.time(skip.at, zone)) \(skip.reason)\(count)"
    }
}
