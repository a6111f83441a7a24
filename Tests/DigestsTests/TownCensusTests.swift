import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Model
import Neighbourhood
import Testing

@testable import Digests

/// The sample town lives through the days around each clock change, with imports, changes of events and a standstill in
/// between; what each reader gets and when is held against ``TownCensus``.
struct TownCensusTests {
    struct Span: CustomTestStringConvertible {
        let start: String
        let days: Int
        let residents: Int

        var testDescription: String { "\(days) days from \(start), \(residents) residents" }
    }

    /// The two fortnights; with `BUURTPOST_LONG=1` for a big town, and a year.
    static let spans: [Span] =
        ProcessInfo.processInfo.environment["BUURTPOST_LONG"] == "1"
        ? fortnights(residents: 3000) + [Span(start: "2026-01-02", days: 363, residents: 60)]
        : fortnights(residents: 150)

    private static func fortnights(residents: Int) -> [Span] {
        ["2026-03-22", "2026-10-18"].map { Span(start: $0, days: 14, residents: residents) }
    }

    @Test("every reader gets on every day what the census says, and when", arguments: spans)
    func agrees(_ span: Span) throws {
        let life = try TownLife(start: LocalDate(span.start)!, span.days, span.residents)
        try life.live()
        let told = try life.lines()
        var disagreements: [String] = []
        var letters = 0
        for reader in life.census.residents {
            let expected = life.census.lines(
                of: reader, from: life.start.adding(days: -1), through: life.end)
            let got = told[reader["id"]!] ?? []
            letters += got.count
            if expected != got {
                let first = zip(expected + ["nothing"], got + ["nothing"]).first { $0 != $1 }
                disagreements.append("\(reader["id"]!)\n  \(first!.0)\n  \(first!.1)")
            }
        }
        #expect(letters > span.residents * span.days / 2)
        #expect(
            disagreements.isEmpty,
            "\(disagreements.count):\n\(disagreements.prefix(4).joined(separator: "\n"))")
        #expect(life.wrongQuestions == [])
        #expect(Self.missing(in: told.values.joined()) == [])
    }

    /// Blocks and reasons that nobody had: then a rule was not put to the test.
    private static func missing(in lines: some Sequence<String>) -> [String] {
        let all = lines.joined(separator: "\n")
        return [
            "changes: c", "today: ev", "help: h", "posts: p", "map: o", "polls: q", "too late",
            "on holiday", "has no address",
        ].filter { !all.contains($0) }
    }
}

/// A sample town from the evening before `start` to the end of `end`.
private final class TownLife {
    let start: LocalDate
    let end: LocalDate
    private(set) var census: TownCensus
    /// Days whose last letter did not have the question of the week.
    private(set) var wrongQuestions: [String] = []

    private let town: SmallTown
    private let files = TemporaryFolder()
    private let delivery = TemporaryFolder()
    private var random = SplitMix64(seed: 23)
    private var helpRows: [TownCensus.Row] = []
    private var organisationRows: [TownCensus.Row] = []
    private var last: EventOccurrence?

    init(start: LocalDate, _ days: Int, _ residents: Int) throws {
        (self.start, end) = (start, start.adding(days: days - 1))
        var sample = SampleTown(
            residents: residents, seed: 11, morning: start.adding(days: days / 2))
        (sample.organisations, sample.posts, sample.events) = (40, days * 6, 80)
        (sample.newsDays, sample.lastNewsDay) = (days + 8, days / 2)
        try sample.write(to: files.url)
        try Self.makeRulesMatter(in: files.url)
        let begin = TownCensus.instant(day: start.daysSince1970, minute: 0) - 7200
        let finish = TownCensus.instant(day: end.daysSince1970 + 1, minute: 0)
        // A morning and a late evening on which nothing runs.
        let standstills = [(5, 300, 720), (9, 1290, 1370)].map { day, from, to in
            let day = start.adding(days: day).daysSince1970
            return TownCensus.instant(
                day: day, minute: from)..<TownCensus.instant(
                    day: day, minute: to)
        }
        let rounds = stride(from: begin, through: finish, by: 1800).filter { now in
            !standstills.contains { $0.contains(now) }
        }
        census = TownCensus(rounds: rounds)
        // Hours are dealt with from here on, before anybody lives there.
        town = try SmallTown(at: begin - 3600)
        try town.drain()
        try read()
    }

    /// Some read late at night, and one organisation writes much: rules that a plain town seldom needs.
    private static func makeRulesMatter(in folder: URL) throws {
        try TownFiles.rewrite("residents.csv", in: folder) { number, row in
            if number % 15 == 7 { row["digest_time"] = number % 2 == 0 ? "21:40" : "23:10" }
        }
        try TownFiles.rewrite("posts.csv", in: folder) { number, row in
            guard number % 3 == 0 else { return }
            (row["author"], row["organisation"], row["kind"]) = ("", "o3", "story")
        }
    }

    private func read() throws {
        census.residents = try TownFiles.rows("residents.csv", in: files.url)
        census.posts = try TownFiles.rows("posts.csv", in: files.url)
        census.polls = try TownFiles.rows("polls.csv", in: files.url)
        census.registrations = try TownFiles.rows("registrations.csv", in: files.url)
        census.events = try TownFiles.events(in: files.url)
        helpRows = try TownFiles.rows("help_requests.csv", in: files.url)
        organisationRows = try TownFiles.rows("organisations.csv", in: files.url)
    }

    func live() throws {
        for (round, now) in census.rounds.enumerated() {
            if round == 0 { try moveIn(now) }
            if round % 48 == 20 { try happen(in: round, now) }
            try town.drain(at: now)
            if round % 48 == 20 { try lookForQuestion(now) }
        }
    }

    // MARK: What happens

    private func moveIn(_ now: Date) throws {
        for name in ["residents.csv", "posts.csv", "polls.csv", "registrations.csv", "events.ics"] {
            try FileManager.default.copyItem(
                at: files.url.appendingPathComponent(name),
                to: delivery.url.appendingPathComponent(name))
        }
        try deliver(organisations: 20, nil)
        try deliver(help: 8, 0)
        try `import`(now)
    }

    private func happen(in round: Int, _ now: Date) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: delivery.url.path) {
            try FileManager.default.removeItem(at: delivery.url.appendingPathComponent(name))
        }
        try deliver(organisations: census.organisations.count + 2, round)
        try deliver(help: census.help.count + 3, round)
        try `import`(now)
        for _ in 0..<5 { try change(round, now) }
    }

    private func deliver(organisations count: Int, _ round: Int?) throws {
        let rows = organisationRows.prefix(count).dropFirst(census.organisations.count)
        census.organisations += rows.map { (row: $0, from: round) }
        // Opening hours hold line breaks: the columns that count are written again.
        let columns = ["id", "name", "category", "status"]
        let lines = [columns] + census.organisations.map { row in columns.map { row.row[$0]! } }
        let text = lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
        try Data(text.utf8).write(to: delivery.url.appendingPathComponent("organisations.csv"))
    }

    private func deliver(help count: Int, _ round: Int) throws {
        census.help += helpRows.prefix(count).dropFirst(census.help.count)
            .map { (row: $0, from: round) }
        let name = "help_requests.csv"
        let text = try String(contentsOf: files.url.appendingPathComponent(name), encoding: .utf8)
        try Data(TownFiles.beginning(of: text, lines: count).utf8)
            .write(to: delivery.url.appendingPathComponent(name))
    }

    private func `import`(_ now: Date) throws {
        let importer = Importer(
            database: town.database.file.writer,
            erasureKey: SecretKey(octets: [UInt8](repeating: 9, count: 32))!, now: now,
            calendar: .amsterdam, pause: { _ in })
        let report = try importer.run(folder: delivery.url)
        #expect(!report.hasRefusals)
    }

    /// An occurrence of the coming days is cancelled or changed, now and then the same one again; every second time one
    /// that somebody goes to and that is over before all weekly readers have heard of it.
    private func change(_ round: Int, _ now: Date) throws {
        let coming = try town.database.read {
            try Agenda.occurrences(
                in: $0, from: now + 3600, to: now + 4 * 86_400, calendar: .amsterdam)
        }
        let visited = Set(census.registrations.map { $0["event_uid"] })
        let soon = coming.filter { $0.startsAt < now + 86_400 && visited.contains($0.uid) }
        let choice = soon.isEmpty || random.chance(percent: 50) ? coming : soon
        guard !choice.isEmpty else { return }
        let (again, isCancelled) = (random.chance(percent: 20), random.chance(percent: 40))
        let event = again ? last ?? random.pick(choice) : random.pick(choice)
        last = event
        try town.database.write {
            try EventChange.record(isCancelled ? .cancelled : .changed, of: event, now: now, in: $0)
        }
        census.changes.append(
            TownCensus.Change(
                name: "c\(census.changes.count + 1)", uid: event.uid, key: event.key,
                isCancelled: isCancelled, startsAt: event.startsAt, endsAt: event.endsAt,
                from: round))
    }

    private func lookForQuestion(_ now: Date) throws {
        let date = LocalCalendar.amsterdam.date(at: now)
        // 1969-12-29 was a Monday.
        let week = (date.daysSince1970 + 3) / 7
        let question = SmallTown.questions.questions[week % 2]
        if !town.lastText.contains(question) { wrongQuestions.append(date.description) }
    }
}

extension TownLife {
    /// By reader what the letters say, in the census's words.
    func lines() throws -> [String: [String]] {
        let names = try Names(town, census)
        let rows = try town.database.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT r.external_id, l.occasion, l.outcome, l.reason, l.args, l.planned_at, l.due_at
                    FROM letter l JOIN resident r ON l.recipient = 'resident/' || r.id
                    WHERE l.occasion <= ? ORDER BY l.occasion
                    """, arguments: [end.description])
        }
        return try Dictionary(grouping: rows) { $0[0] as String }.mapValues { rows in
            try rows.map { row in
                let planned = Date(unixMilliseconds: row[5])
                let start =
                    "\(row[1] as String) due \(Date(unixMilliseconds: row[6])) round \(census.rounds.firstIndex(of: planned) ?? -1)"
                return "\(start): \(try what(row, names))"
            }
        }
    }

    private func what(_ row: Row, _ names: Names) throws -> String {
        let reason = (row[3] as String).components(separatedBy: ":")[0]
        if row[2] != "accepted" { return reason }
        let digest = try JSONDecoder().decode(
            DigestContents.self, from: Data((row[4] as String).utf8))
        let blocks = [
            ("changes", digest.changes.map { "c\($0)" }), ("today", names.of(digest.common.today)),
            ("help", names.of(digest.help, "help_request")),
            ("posts", names.of(digest.common.posts, "post")),
            ("later", names.of(digest.common.later)),
            ("map", names.of(digest.common.entries, "organisation")),
            ("polls", names.of(digest.common.polls, "poll")),
        ]
        return blocks.map { "\($0): \($1.joined(separator: " "))" }.joined(separator: "; ")
            + "; more: \(digest.common.more)"
    }

    /// The platform's names of our numbers.
    private struct Names {
        private var names: [String: [Int64: String]] = [:]

        init(_ town: SmallTown, _ census: TownCensus) throws {
            for table in ["help_request", "post", "organisation", "poll", "event"] {
                let column = table == "event" ? "uid" : "external_id"
                names[table] = try town.database.read {
                    let rows = try Row.fetchAll($0, sql: "SELECT id, \(column) FROM \(table)")
                    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
                }
            }
        }

        func of(_ ids: [Int64], _ table: String) -> [String] {
            ids.map { names[table]?[$0] ?? "?" }
        }

        func of(_ events: [DigestContents.EventKey]) -> [String] {
            events.map { "\(names["event"]?[$0.event] ?? "?")/\($0.key)" }
        }
    }
}
