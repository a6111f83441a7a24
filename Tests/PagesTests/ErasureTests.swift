import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Mail
import Model
import Neighbourhood
import Pages
import Testing

@Suite struct ErasureTests {
    private static let traces = ["Yildirimoglu", "fatma@example.nl", "zq-fatma-17"]
    let site: TestSite

    init() async throws {
        site = try await TestSite.running()
        try site.database.write { db in
            for day in 1...40 {
                _ = try LetterTable(db).plan(
                    NewLetter(
                        purpose: .digest, recipient: "resident/1", occasion: "day \(day)",
                        address: TestSite.email), now: TestSite.now)
            }
            try db.execute(
                sql: """
                    INSERT INTO post (external_id, author, title, text, published_at)
                    VALUES ('p1', 'zq-fatma-17', 'Soep', 'van Yildirimoglu', 1774400000000);
                    INSERT INTO organisation (external_id, name, manager)
                    VALUES ('o1', 'Buurthuis', 'zq-fatma-17');
                    INSERT INTO help_request (external_id, requester, private_text, created_at)
                    VALUES ('h1', 'zq-fatma-17', 'Yildirimoglu belt zelf', 1774400000000);
                    INSERT INTO registration (event_uid, resident) VALUES ('e1', 'zq-fatma-17');
                    INSERT INTO bounce (letter, recipient, kind, at, source)
                    VALUES (1, 'resident/1', 'soft', 1774400000000, 'dsn');
                    INSERT INTO import_memory (file, id, said)
                    VALUES ('residents.csv', 'zq-fatma-17', '{"email":"fatma@example.nl"}'),
                        ('organisations.csv', 'o1', '{"manager":"zq-fatma-17"}'),
                        ('help_requests.csv', 'h1', '{"requester":"zq-fatma-17"}'),
                        ('registrations.csv', 'e1' || char(31) || char(31) || 'zq-fatma-17', '{}');
                    """)
        }
    }

    @Test("after erasing nothing of the person is left in any file of the database")
    func noTrace() throws {
        #expect(try found() == Set(Self.traces))
        #expect(try erase() == true)
        #expect(try site.database.ticks.emptyLog())
        #expect(try found().isEmpty)
    }

    @Test("a proof is kept that counts rows and names nobody, and a second time finds nothing")
    func proof() throws {
        _ = try erase()
        #expect(try erase() == false)
        let rows = try site.database.read {
            try String.fetchAll($0, sql: "SELECT rows FROM erasure")
        }
        let counts = try JSONDecoder().decode([String: Int].self, from: Data(rows[0].utf8))
        #expect(rows.count == 1)
        #expect(
            counts == [
                "letter": 40, "job": 40, "bounce": 1, "digest_reader": 0, "digest_changed": 1,
                "post": 1, "organisation": 1, "help_request": 1, "registration": 1,
                "import_memory": 4, "resident": 1,
            ])
    }

    @Test("the platform's next export does not bring the person back")
    func refused() throws {
        _ = try erase()
        let secret = site.secret
        let isRefused = try site.database.read {
            try ErasedPerson.contains(externalID: "zq-fatma-17", key: secret, in: $0)
        }
        #expect(isRefused)
    }

    @Test("others keep everything")
    func others() throws {
        let before = try site.resident(2)
        _ = try erase()
        #expect(try site.resident(2) == before)
    }

    @Test("a copy holds what erasing takes away, from every table")
    func copy() throws {
        let json = try site.database.read {
            try PersonExport(TestSite.modules).json(of: 1, now: TestSite.now, in: $0)
        }
        let tables = try JSONDecoder().decode(
            [String: [[String: String?]]].self, from: try #require(json))
        #expect(
            tables.mapValues(\.count) == [
                "letter": 40, "bounce": 1, "digest_reader": 0, "resident": 1, "post": 1,
                "organisation": 1, "help_request": 1, "registration": 1, "import_memory": 4,
            ])
    }

    private func erase() throws -> Bool {
        let eraser = PersonEraser(TestSite.modules, key: site.secret)
        return try site.database.write { try eraser.erase(1, now: TestSite.now, in: $0) }
    }

    /// Which traces stand in the database, its write-ahead log or another file beside it. Reads with
    /// a program of its own: a descriptor of ours would drop SQLite's locks when it is closed.
    private func found() throws -> Set<String> {
        let folder = URL(fileURLWithPath: site.database.path).deletingLastPathComponent().path
        return Set(
            try Self.traces.filter { trace in
                let grep = Process()
                grep.executableURL = URL(fileURLWithPath: "/bin/grep")
                grep.arguments = ["-rqaF", trace, folder]
                try grep.run()
                grep.waitUntilExit()
                return grep.terminationStatus == 0
            })
    }
}
