import BuurtpostTestKit
import Digests
import Foundation
import GRDB
import Testing

@testable import buurtpost

@Suite("What the lists show")
struct ListingTests {
    private let folder = TemporaryFolder()

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(
            "\(line) --config demo/buurtpost.yaml", in: folder.url.path(percentEncoded: false))
    }

    init() throws {
        let end = try DemoProgram.shell(
            "buurtpost demo", in: folder.url.path(percentEncoded: false))
        try #require(end.status == 0)
    }

    @Test("a list of letters names readers as the platform does, and JSON both ways")
    func letters() throws {
        let end = try shell("buurtpost letter list")
        #expect(end.output.contains("  bewoner-1001  "), "\(end)")
        #expect(!end.output.contains("resident/"))
        let json = try shell("buurtpost letter list --json").output
        #expect(json.contains("\"residentId\" : \"bewoner-1001\""))
        #expect(json.contains("\"recipient\" : \"resident/"))
        #expect(json.contains("\"outcome\" : \"accepted\""))
    }

    @Test("a mailbox's letters are told day by day, and what its reader was considered for as well")
    func mailbox() throws {
        let database = try DatabaseQueue(path: folder.path("demo/buurtpost-demo.db"))
        let (address, id) = try database.write { db in
            // What a feature writes about a reader whose address it did not look up.
            try db.execute(
                sql: """
                    INSERT INTO letter (purpose, recipient, occasion, outcome, reason, planned_at, settled_at)
                    SELECT 'campaign', recipient, 'call', 'skipped', 'asked last week', settled_at + 86400000,
                        settled_at + 86400000
                    FROM letter WHERE outcome = 'accepted' AND purpose = 'digest' ORDER BY id LIMIT 1
                    """)
            let row = try Row.fetchOne(
                db,
                sql:
                    "SELECT address, id FROM letter WHERE outcome = 'accepted' AND purpose = 'digest' ORDER BY id"
            )!
            return (row[0] as String, row[1] as Int64)
        }
        let diary = try shell(
            "buurtpost letter list --now \(DemoDay.end) --to \(address.uppercased())"
        ).output
        let days = diary.split(separator: "\n\n")
        #expect(days.count == 2, "\(diary)")
        #expect(days.first?.hasPrefix("2026-03-26\n  ") == true)
        #expect(
            days.first?.contains("an invitation of a campaign (call): not sent: asked last week")
                == true)
        #expect(days.last?.contains("letter \(id) to bewoner-") == true)
        #expect(days.last?.contains(": handed over; the mail server said") == true)
        #expect(!diary.contains("@"))
        let json = try shell("buurtpost letter list --json --to \(address)").output
        #expect(json.contains("asked last week") && json.contains("\"address\""))
    }

    @Test("a mailbox without letters says whether anybody has it")
    func emptyMailbox() throws {
        let stranger = try shell("buurtpost letter list --to nobody@post.example")
        #expect(stranger.output == "no letter fits, and nobody has this address\n")
        let database = try DatabaseQueue(path: folder.path("demo/buurtpost-demo.db"))
        try database.write { db in
            try db.execute(sql: "UPDATE resident SET email = 'new@post.example' WHERE id = 1")
            try db.execute(sql: "DELETE FROM letter WHERE recipient = 'resident/1'")
        }
        let known = try shell(
            "buurtpost letter list --to new@post.example --now \(DemoDay.end)")
        #expect(known.output.hasPrefix("today\n  resident/1: no digest"))
        #expect(known.output.hasSuffix("\n\nno letter fits; the address belongs to resident/1\n"))
    }

    @Test("every resident without a digest today is told why, and nobody was passed by")
    func nobodyUnexplained() throws {
        let database = try DatabaseQueue(path: folder.path("demo/buurtpost-demo.db"))
        let now = try Instant(DemoDay.end).date
        let standings = try database.read { db in
            try Int64.fetchAll(db, sql: "SELECT id FROM resident").compactMap {
                try DigestStanding.today(
                    of: "resident/\($0)", now: now, calendar: SampleTown.calendar, in: db)
            }
        }
        #expect(standings.contains(.unwanted) && standings.contains(.unconfirmed))
        let odd = standings.filter {
            switch $0 {
            case .passedBy, .coming: true
            default: false
            }
        }
        #expect(odd.isEmpty, "\(odd)")
    }

    @Test("one letter is shown with all that is known of it, and one that is not there is told")
    func show() throws {
        let end = try shell("buurtpost letter show 1")
        let isOurs = end.output.contains(#/\npurpose +(digest|account)\n/#)
        #expect(end.status == 0 && isOurs, "\(end)")
        #expect(end.output.contains("\nkind ") && end.output.contains("message id  <"))
        let json = try shell("buurtpost letter show 1 --json").output
        let sheet = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(sheet["id"] as? Int == 1)
        #expect((sheet["job"] as? [String: Any])?["kind"] as? String == "letter")
        let none = try shell("buurtpost letter show 999999")
        #expect(none.status == 65)
        #expect(none.complaints.contains("there is no letter 999999; "))
    }

    @Test("letters of a resident who is gone keep our own name for the reader")
    func gone() throws {
        let database = try DatabaseQueue(path: folder.path("demo/buurtpost-demo.db"))
        try database.write { db in
            try db.execute(sql: "UPDATE letter SET recipient = 'resident/' || (id + 100000)")
        }
        let table = try shell("buurtpost letter list").output
        #expect(table.contains("  resident/100001  ") && !table.contains("bewoner-"))
        #expect(!(try shell("buurtpost letter list --json").output.contains("residentId")))
    }

    @Test("the status of the demo's morning tells of its relay and its letters")
    func status() throws {
        let end = try shell("buurtpost status --now \(DemoDay.end)")
        #expect(end.status == 0)
        let relay = #/maildir:demo/letters +in use +2026-03-25 0\d:\d\d +accepted +33/#
        #expect(end.output.contains(relay), "\(end)")
        #expect(end.output.contains(#/digest +accepted +31/#))
    }

    static let moments: [(now: String, accepted: Int, isKnown: Bool)] = [
        (DemoDay.joined, 0, false), (DemoDay.end, 33, true),
        ("2026-03-26T09:00:00+01:00", 0, true), ("2026-04-02T09:00:00+02:00", 0, false),
    ]

    @Test(
        "a relay's letters count for a day, and its last one is remembered for a week",
        arguments: moments)
    func relays(now: String, accepted: Int, isKnown: Bool) throws {
        let output = try shell("buurtpost status --json --now \(now)").output
        let status = try #require(
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let relay = try #require((status["relays"] as? [[String: Any]])?.first)
        #expect(relay["url"] as? String == "maildir:demo/letters")
        #expect(relay["accepted"] as? Int == accepted)
        #expect(relay["lastOutcome"] as? String == (isKnown ? "accepted" : nil))
        #expect((relay["lastAt"] != nil) == isKnown)
    }
}
