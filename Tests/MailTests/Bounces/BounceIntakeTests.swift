import BuurtpostTestKit
import Foundation
import GRDB
import Links
import Model
import Testing

@testable import Mail

@Suite("What comes to the bounce address")
struct BounceIntakeTests {
    let key = SecretKey(octets: [UInt8](repeating: 7, count: SecretKey.count))!
    let domain = try! DomainName("post.utdorp.example")
    let database: TestDatabase
    let letter: Letter
    let messageID: String

    /// One letter of the purpose digest, sent to an organisation.
    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
        let id = MessageID(
            purpose: .digest, recipient: "organisation/17", occasion: "2026-03-25", key: key,
            domain: domain
        ).description
        messageID = id
        letter = try database.write { db in
            let planned = try LetterTable(db).plan(
                NewLetter(purpose: .digest, recipient: "organisation/17", occasion: "2026-03-25"),
                now: .wednesday)!
            var change = LetterChange(outcome: .accepted)
            (change.address, change.messageID) = ("weg@verweg.example", id)
            try LetterTable(db).record(change, of: planned, now: .wednesday)
            return try LetterTable(db).find(planned)!
        }
    }

    var path: String {
        BounceAddresses(key: key, domain: domain).address(forLetter: letter.id).description
    }

    func take(_ octets: [UInt8], at now: Date = .wednesday) throws -> BounceVerdict {
        let intake = BounceIntake(key: key, domain: domain)
        return try database.write { try intake.take(octets, now: now, in: $0) }
    }

    func take(_ text: String, at now: Date = .wednesday) throws -> BounceVerdict {
        try take(Array(text.utf8), at: now)
    }

    func bounces() throws -> [String] {
        try database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT letter || ' ' || recipient || ' ' || kind || ' ' || coalesce(code, '-')
                        || ' ' || source
                    FROM bounce ORDER BY id
                    """)
        }
    }

    func suppressions() throws -> [Suppression] {
        let key = key
        return try database.read { try Suppressions($0, key: key).list(limit: 10) }
    }

    @Test(
        "a delivery report to the letter's own reverse path is recorded once, however often it comes"
    )
    func byPath() throws {
        let report = ReportSamples.delivery(to: path)
        #expect(try take(report) == .recorded)
        #expect(try take(report) == .recorded)
        #expect(try take(report.replacing("Undelivered", with: "Again undelivered")) == .recorded)
        #expect(try bounces() == ["\(letter.id) organisation/17 hard 5.1.1 dsn"])
        #expect(try suppressions().isEmpty)
    }

    @Test(
        "a relay that rewrote the reverse path is forgiven when it returns the Message-ID",
        arguments: ["message/rfc822", "text/rfc822-headers", "message/global-headers"])
    func byMessageID(type: String) throws {
        let report = ReportSamples.delivery(
            to: "post@utdorp.example", messageID: messageID, returned: type)
        #expect(try take(report) == .recorded)
        #expect(try bounces().count == 1)
    }

    @Test("capitals, line ends and an encoding on the way change nothing")
    func mangled() throws {
        let report = ReportSamples.delivery(to: path.uppercased()).replacing("\n", with: "\r\n")
        #expect(try take(report) == .recorded)
        #expect(try bounces() == ["\(letter.id) organisation/17 hard 5.1.1 dsn"])
    }

    @Test("a status that says nothing is read from the server's own words")
    func diagnostic() throws {
        let report = ReportSamples.delivery(
            to: path, status: "5.0.0", diagnostic: "smtp; 552\n  5.2.2 mailbox is full")
        #expect(try take(report) == .recorded)
        #expect(try bounces() == ["\(letter.id) organisation/17 soft 5.2.2 dsn"])
    }

    @Test("a forged report is kept for a person, and nothing follows from it")
    func forged() throws {
        let other = SecretKey(octets: [UInt8](repeating: 9, count: SecretKey.count))!
        let paths = [
            "post@utdorp.example", "b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@\(domain)",
            BounceAddresses(key: other, domain: domain).address(forLetter: letter.id).description,
            path.replacing("@\(domain)", with: "@kwaad.example"),
        ]
        for path in paths {
            let verdict = try take(ReportSamples.delivery(to: path))
            #expect(verdict == .unclear(reason: "a report that names no letter of ours"))
        }
        let complaint = try take(ReportSamples.complaint(about: "post@utdorp.example"))
        #expect(complaint == .unclear(reason: "a report that names no letter of ours"))
        #expect(try bounces().isEmpty)
    }

    @Test(
        "what is not a failure is ignored with its reason",
        arguments: [
            (ReportSamples.plain("Auto-Submitted: auto-replied (vacation)"), "an automatic reply"),
            (ReportSamples.plain("X-Autoreply: yes"), "an automatic reply"),
            (ReportSamples.plain("Precedence: auto_reply"), "an automatic reply"),
            (ReportSamples.plain("Precedence: bulk"), "bulk mail"),
            (ReportSamples.plain("List-Id: <aanbieding.example>"), "bulk mail"),
        ])
    func ignored(text: String, reason: String) throws {
        #expect(try take(text) == .ignored(reason: reason))
        #expect(try bounces().isEmpty)
    }

    @Test(
        "a delay and a delivery are not failures", arguments: ["delayed", "delivered", "relayed"])
    func delays(action: String) throws {
        let report = ReportSamples.delivery(to: path, action: action, status: "4.4.1")
        #expect(try take(report) == .ignored(reason: "a delivery report: \(action)"))
        #expect(try bounces().isEmpty)
    }

    @Test("a letter from a person is left for a person")
    func person() throws {
        let verdict = try take(ReportSamples.plain("X-Mailer: pen", to: path))
        #expect(verdict == .unclear(reason: "no report and no automatic reply"))
    }

    @Test("a complaint stops the letter's purpose at once, and no other", arguments: [true, false])
    func complaint(byPath: Bool) throws {
        let report =
            byPath
            ? ReportSamples.complaint(about: path)
            : ReportSamples.complaint(about: "x@y.example", messageID: messageID)
        #expect(try take(report) == .recorded)
        #expect(try bounces() == ["\(letter.id) organisation/17 complaint - arf"])
        #expect(try suppressions().map(\.scope) == [.purpose(.digest)])
        #expect(try suppressions().map(\.reason) == [.complaint])
    }

    @Test("not-spam is no complaint")
    func notSpam() throws {
        let verdict = try take(ReportSamples.complaint(about: path, type: "not-spam"))
        #expect(verdict == .ignored(reason: "a report that a letter is no spam"))
    }

    @Test("two hard bounces of two mornings close the address, from whatever source")
    func closes() throws {
        let (key, letter) = (key, letter)
        #expect(try take(ReportSamples.delivery(to: path)) == .recorded)
        try database.write { db in
            try BounceLedger(db, key: key).refused(
                reply: ScrubbedReply(code: 550, enhanced: "5.1.1", text: "no"),
                address: try EmailAddress("Weg@verweg.example"), letter: letter,
                now: .wednesday + 86400)
        }
        #expect(try suppressions().map(\.reason) == [.hardBounce])
        #expect(try suppressions().map(\.source) == ["smtp"])
        #expect(try bounces().count == 2)
        let dump = try SuppressionTests.dump(database)
        #expect(!dump.contains("verweg"))
    }

    @Test("an erased letter still has its bounce, and no address is judged")
    func erased() throws {
        try database.write { try $0.execute(sql: "UPDATE letter SET address = NULL") }
        #expect(try take(ReportSamples.delivery(to: path)) == .recorded)
        #expect(try bounces().count == 1)
        let scores = try database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM bounce_score")
        }
        #expect(scores == 0)
    }

    static let junk: [(String, [UInt8])] = [
        ("nothing", []), ("one octet", [0]), ("line ends", Array("\r\n\n\r".utf8)),
        ("NULs", [UInt8](repeating: 0, count: 5000)),
        ("10 MB without a line end", [UInt8](repeating: 0x41, count: 10_000_000)),
        ("10 MB of 8-bit", [UInt8](repeating: 0xFF, count: 10_000_000)),
        (
            "a report without its part",
            Array("Content-Type: multipart/report; boundary=x\n\n--x--\n".utf8)
        ),
        ("no boundary", Array("Content-Type: multipart/report\n\n--x\n".utf8)),
        ("deep nesting", nested(5000)),
        ("an empty report", Array("Content-Type: message/delivery-status\n\n".utf8)),
        (
            "a bare feedback report",
            Array("Content-Type: message/feedback-report\n\nVersion: 1\n".utf8)
        ),
        (
            "an endless header",
            Array(("Content-Type: text/plain;" + String(repeating: " a=b;", count: 100_000)).utf8)
        ),
    ]

    static func nested(_ depth: Int) -> [UInt8] {
        (0..<depth).flatMap {
            Array("Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n".utf8)
        }
    }

    @Test("junk of any size is unclear, and recorded as such", arguments: junk)
    func isUnclear(name: String, octets: [UInt8]) throws {
        let verdict = try take(octets)
        guard case .unclear(let reason) = verdict else {
            Issue.record("\(name): \(verdict)")
            return
        }
        #expect(!reason.isEmpty)
        #expect(try bounces().isEmpty)
    }

    @Test(
        "whatever happens to a report on the way, at most its own letter is blamed",
        arguments: 1...8)
    func fuzz(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let sources = [
            Array(ReportSamples.delivery(to: path, messageID: messageID).utf8),
            Array(ReportSamples.complaint(about: path).utf8),
        ]
        for _ in 0..<60 {
            var octets = random.pick(sources)
            for _ in 0..<random.number(1...20) { Self.damage(&octets, &random) }
            _ = try take(octets)
        }
        let blamed = try database.read {
            try Set(Int64.fetchAll($0, sql: "SELECT letter FROM bounce"))
        }
        #expect(blamed.isSubset(of: [letter.id]))
    }

    /// One octet changed, a piece cut out or doubled.
    static func damage(_ octets: inout [UInt8], _ random: inout SplitMix64) {
        guard octets.count > 2 else { return }
        let start = random.number(0...octets.count - 1)
        let end = min(octets.count, start + random.number(1...200))
        switch random.number(0...2) {
        case 0: octets[start] = UInt8(random.number(0...255))
        case 1: octets.removeSubrange(start..<end)
        default: octets.insert(contentsOf: octets[start..<end], at: start)
        }
    }
}
