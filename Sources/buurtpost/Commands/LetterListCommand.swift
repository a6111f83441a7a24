import ArgumentParser
import Digests
import Foundation
import GRDB
import JobQueue
import Mail
import Model
import Neighbourhood

/// `buurtpost letter list`: who got what; with `--to`, why one mailbox got this and not that.
struct LetterListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists who got what, when, with the server's answer; the newest first.",
        discussion: """
            With --to it tells in sentences, day by day, why somebody got a letter and why not: letters that \
            were planned or sent to the address, and letters that its readers were considered for and did not get. First \
            comes why there is no digest today, where there is none.

              buurtpost letter list --to fatma@post.example
            """)

    @OptionGroup var options: ConfigOption

    @Option(help: "Only letters to this address, planned and skipped ones included.")
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

    @Option(
        help: "As if it were this time (RFC 3339): what \"today\" is.", transform: Instant.init)
    var now: Instant?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let zone = configuration.platform.timeZone
            let (lines, readers, standings) = try look(configuration) { db in
                let readers = try to.map { try MailReaders.recipients(of: $0, in: db) } ?? []
                let letters = try LetterTable(db).list(filter(readers))
                return (
                    try LetterLine.lines(letters, in: db), readers,
                    try todaysStandings(of: readers, configuration, db)
                )
            }
            try Output.show(
                json
                    ? try Output.json(lines)
                    : to == nil
                        ? LetterLine.table(lines, zone: zone)
                        : LetterDiary(
                            lines: lines, readers: readers, standings: standings, zone: zone
                        ).text)
        }
    }

    /// Why readers have no digest today, by reader; none when other letters are asked for.
    private func todaysStandings(
        of readers: [String], _ configuration: Configuration, _ db: Database
    ) throws -> [(reader: String, standing: DigestStanding)] {
        guard purpose == nil || purpose == .digest, outcome == nil, since == nil else { return [] }
        let now = now?.date ?? WallClock.system.now()
        let calendar = configuration.platform.platform.calendar
        return try readers.compactMap { reader in
            try DigestStanding.today(of: reader, now: now, calendar: calendar, in: db)
                .map { (reader, $0) }
        }
    }

    private func filter(_ readers: [String]) -> LetterFilter {
        var filter = LetterFilter()
        (filter.address, filter.recipients) = (to, readers)
        (filter.purpose, filter.outcome, filter.since) = (purpose, outcome, since?.date)
        filter.limit = limit.count
        return filter
    }
}
