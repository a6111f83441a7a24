import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Mail
import Model
import Testing

@testable import Pages

@Suite struct DeskFigureTests {
    private static let now = TestSite.now

    private static var period: Range<Date> { now.addingTimeInterval(-3600)..<now }

    private static func database() throws -> TestDatabase {
        try TestDatabase { migrator in
            MailSchema.register(in: &migrator)
            PagesSchema.register(in: &migrator)
        }
    }

    /// A digest that was planned so many minutes ago and took so many until it had this outcome.
    private static func add(
        _ database: TestDatabase, _ outcome: LetterOutcome, ago: Double, took: Double,
        bounce: String? = nil
    ) throws {
        try database.write { db in
            let planned = now.addingTimeInterval(-60 * ago)
            try db.execute(
                sql: """
                    INSERT INTO letter (purpose, recipient, occasion, outcome, planned_at, settled_at)
                    VALUES ('digest', 'resident/1', (SELECT count(*) || 'x' FROM letter), ?, ?, ?)
                    """,
                arguments: [
                    outcome.rawValue, planned.unixMilliseconds,
                    (planned + 60 * took).unixMilliseconds,
                ])
            guard let bounce else { return }
            try db.execute(
                sql: """
                    INSERT INTO bounce (letter, recipient, kind, at, source)
                    VALUES (last_insert_rowid(), 'resident/1', ?, ?, 'dsn')
                    """, arguments: [bounce, now.unixMilliseconds])
        }
    }

    @Test("refused letters and letters that came back count, complaints and other days do not")
    func bounces() throws {
        let database = try Self.database()
        try Self.add(database, .accepted, ago: 10, took: 1)
        try Self.add(database, .accepted, ago: 10, took: 1, bounce: "hard")
        try Self.add(database, .accepted, ago: 10, took: 1, bounce: "soft")
        try Self.add(database, .accepted, ago: 10, took: 1, bounce: "complaint")
        try Self.add(database, .refused, ago: 60, took: 1)
        try Self.add(database, .skipped, ago: 10, took: 0)
        try Self.add(database, .refused, ago: 61, took: 1)
        try Self.add(database, .refused, ago: 0, took: 1)
        let figure = try database.read { try LetterTable($0).bounces(in: Self.period) }
        #expect(figure == BounceFigure(sent: 5, bounced: 3))
        #expect(figure.rate == 0.6)
    }

    @Test("the lead is that of the middle letter and of the slowest one")
    func lead() throws {
        let database = try Self.database()
        let times: [Double] = [9, 1, 4, 2]
        for took in times {
            try Self.add(database, .accepted, ago: 30, took: took)
        }
        try Self.add(database, .refused, ago: 30, took: 29)
        try Self.add(database, .accepted, ago: 90, took: 80)
        let lead = try database.read { try LetterTable($0).lead(of: .digest, in: Self.period) }
        #expect(lead?.letters == 4)
        #expect(lead?.median == .seconds(120))
        #expect(lead?.worst == .seconds(540))
        let none = try database.read { try LetterTable($0).lead(of: .account, in: Self.period) }
        #expect(none?.letters == nil)
    }

    @Test("letters are counted in the hour in which they were handed over")
    func hours() throws {
        let database = try Self.database()
        let ages: [Double] = [1, 59, 61, 1439, 1441]
        for ago in ages {
            try Self.add(database, .accepted, ago: ago + 5, took: 5)
        }
        try Self.add(database, .refused, ago: 10, took: 1)
        let hours = try database.read { try LetterTable($0).acceptedPerHour(before: Self.now) }
        #expect(hours.count == 24)
        #expect(hours[0] == 1)
        #expect(hours[22] == 1)
        #expect(hours[23] == 2)
        #expect(hours.reduce(0, +) == 4)
    }

    @Test("the pages that renew themselves read no letters and jobs but those they show")
    func plans() throws {
        let database = try Self.database()
        try database.write { try $0.execute(sql: Self.manyRows) }
        let details = try database.read { db in
            try Self.statements(in: db).flatMap { sql in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map {
                    $0["detail"] as String
                }
            }
        }
        #expect(details.contains { $0.contains("letter_planned_at") })
        // These hold unfinished jobs only.
        let small = ["job_claimable", "job_running"]
        let scans = details.filter { detail in
            ["SCAN letter", "SCAN job"].contains(where: detail.hasPrefix)
                && !small.contains(where: detail.contains)
        }
        #expect(scans == [])
    }

    /// What the pages ask the database, values included.
    private static func statements(in db: Database) throws -> [String] {
        var statements: [String] = []
        db.trace { event in statements.append(event.expandedDescription) }
        let visitor = DeskOperator(who: "Marja", formToken: "", mayLogOut: true)
        let document = DeskDocument(
            platform: TestSite.platform, place: DeskPlace(try PublicURL("https://a.example")),
            visitor: visitor)
        _ = try DeskToday(document: document, now: now).body(in: db)
        _ = try DeskQueues(document: document, sources: TestDesk.sources, now: now).body(in: db)
        db.trace()
        return statements.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("WITH") }
    }

    /// A year of letters, and as many jobs that are done.
    private static var manyRows: String {
        let now = now.unixMilliseconds
        return """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO letter (purpose, recipient, occasion, outcome, planned_at, settled_at)
            SELECT 'digest', 'resident/' || i, 'x', 'accepted', \(now) - i * 300000, \(now) FROM n;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO job (kind, queue, state, finalized_at)
            SELECT 'letter', 'mail', 'completed', \(now) FROM n;
            ANALYZE;
            """
    }
}
