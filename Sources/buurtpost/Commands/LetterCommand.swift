public import ArgumentParser
import Foundation
import JobQueue
import Mail
import Model

/// `buurtpost letter`: who got what.
struct LetterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter", abstract: "Looks up letters.", subcommands: [List.self])

    /// `buurtpost letter list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists who got what, when, with the server's answer; the newest first.")

        @OptionGroup var options: ConfigOption

        @Option(help: "Only letters to this address, planned ones included.")
        var to: String?

        @Option(help: "Only this purpose.")
        var purpose: Purpose?

        @Option(help: "Only this outcome.")
        var outcome: LetterOutcome?

        @Option(
            help: "Only letters planned at this time (RFC 3339) or later.", transform: Instant.init)
        var since: Instant?

        @Option(help: "At most so many, 1 to 1000000. (default: 100)", transform: RowLimit.init)
        var limit = RowLimit()

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            try reporting {
                let configuration = try options.read()
                let letters = try look(configuration) { db in
                    try LetterLine.lines(LetterTable(db).list(filter), in: db)
                }
                try Output.show(
                    json
                        ? try Output.json(letters)
                        : table(letters, zone: configuration.platform.timeZone))
            }
        }

        private var filter: LetterFilter {
            var filter = LetterFilter()
            (filter.address, filter.purpose) = (to, purpose)
            (filter.outcome, filter.since) = (outcome, since?.date)
            filter.limit = limit.count
            return filter
        }

        private func table(_ lines: [LetterLine], zone: TimeZone) -> String {
            var table = TextTable(
                ["id", "purpose", "to", "occasion", "outcome", "when", "answer or reason"])
            for line in lines {
                let letter = line.letter
                table.add([
                    "\(letter.id)", letter.purpose.rawValue, line.reader, letter.occasion,
                    letter.outcome.rawValue,
                    Output.time(letter.settledAt ?? letter.plannedAt, zone),
                    [letter.reason, letter.reply ?? ""].filter { !$0.isEmpty }
                        .joined(separator: ": "),
                ])
            }
            return table.text
        }
    }
}

extension Purpose: ExpressibleByArgument {}
extension LetterOutcome: ExpressibleByArgument {}
