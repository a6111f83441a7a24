import ArgumentParser
import Foundation
import JobQueue
import Model

/// `buurtpost schedule`: what recurs.
struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Looks up what recurs.",
        subcommands: [List.self, Preview.self])

    /// `buurtpost schedule list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the schedules that the daemon goes by, with what they did last.")

        @OptionGroup var options: ConfigOption

        @Option(help: "As if it were this time (RFC 3339).", transform: Instant.init)
        var now: Instant?

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            try reporting {
                let configuration = try options.read()
                let now = now?.date ?? WallClock.system.now()
                let lines = try look(configuration) { db in try ScheduleTable(db).list() }
                    .map { ScheduleLine($0, now: now) }
                try Output.show(
                    json
                        ? try Output.json(lines)
                        : ScheduleLine.table(lines, zone: configuration.platform.timeZone))
            }
        }
    }

    /// `buurtpost schedule preview`
    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints every coming occurrence in local time, across summer time.",
            discussion: """
                Reads the files in jobs_directory only, so it works before anything is installed. An interval is \
                counted from the first moment shown.
                """)

        @OptionGroup var options: ConfigOption

        @Argument(help: "Only this schedule.")
        var name: String?

        @Option(help: "After this time (RFC 3339). (default: now)", transform: Instant.init)
        var from: Instant?

        @Option(
            help: "Up to this time (RFC 3339). (default: the next 10 of each)",
            transform: Instant.init)
        var to: Instant?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            if let from, let to, to.date < from.date {
                throw ValidationError("--to is before --from; write the earlier time first")
            }
        }

        func run() throws {
            try reporting {
                let installation = try Installation(config: options.config, for: .look)
                let schedules = try chosen(of: installation.schedules)
                let preview = SchedulePreview(
                    schedules, from: from?.date ?? WallClock.system.now(), to: to?.date,
                    calendar: installation.platform.calendar)
                try Output.show(json ? try Output.json(preview) : preview.text)
            }
        }

        private func chosen(of schedules: [Schedule]) throws -> [Schedule] {
            guard let name else { return schedules }
            let chosen = schedules.filter { $0.name == name }
            guard chosen.isEmpty else { return chosen }
            let remedy = NearestName.remedy(for: name, in: schedules.map(\.name))
            throw ValidationError("there is no schedule \(quotation(name)); \(remedy)")
        }
    }
}

extension Installation {
    /// What recurs, by name.
    var schedules: [Schedule] { digest.map { [$0.schedule] } ?? [] }
}
