import BuurtpostTestKit
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
        let relay = #/maildir:demo/letters +2026-03-25 0\d:\d\d +accepted +32/#
        #expect(end.output.contains(relay), "\(end)")
        #expect(end.output.contains(#/digest +accepted +30/#))
    }

    static let moments: [(now: String, accepted: Int, isKnown: Bool)] = [
        (DemoDay.joined, 0, false), (DemoDay.end, 32, true),
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
