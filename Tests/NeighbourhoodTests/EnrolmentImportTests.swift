import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import Neighbourhood

@Suite("registrations.csv and help_requests.csv")
struct EnrolmentImportTests {
    @Test("a registration is known by event, occurrence and resident; another status is a change")
    func registrations() throws {
        let bench = try ImportBench([
            "registrations.csv": """
            event_uid,recurrence_id,resident,status,party_size
            yoga@x,,jan,registered,2
            yoga@x,2026-03-27T18:00,jan,waiting,
            yoga@x,,piet,,
            ,,piet,,
            yoga@x,,,registered,1
            yoga@x,,kees,perhaps,1

            """
        ])
        let first = try #require(try bench.report(of: "registrations.csv"))
        #expect(first.added == 3)
        #expect(first.refused.map(\.line) == [5, 6, 7])
        #expect(
            try bench.value(
                "SELECT party_size FROM registration WHERE recurrence_id = '' AND resident = 'jan'")
                == 2)
        let again = try #require(try bench.report(of: "registrations.csv"))
        #expect((again.added, again.same) == (0, 3))
        try bench.write(
            "resident,event_uid,recurrence_id,status\njan,yoga@x,,cancelled\n",
            to: "registrations.csv")
        let changed = try #require(try bench.report(of: "registrations.csv"))
        #expect((changed.added, changed.changed) == (0, 1))
    }

    @Test("a file that lacks a column of the key says which")
    func missingKey() throws {
        let bench = try ImportBench(["registrations.csv": "event_uid,resident\nyoga@x,jan\n"])
        let report = try #require(try bench.report(of: "registrations.csv"))
        #expect(report.refused.map(\.reason).contains { $0.contains("no column recurrence_id") })
    }

    @Test("a help request is news when it is open for the first time, and only then")
    func helpRequests() throws {
        let head =
            "id,requester,title,public_text,needs,when,safety_level,latitude,longitude,status\n"
        let bench = try ImportBench([
            "help_requests.csv": head + """
                h1,jan,Lamp ophangen,Wie heeft een trap?,klussen|trap,mo-morning|tu-evening,0,51.83,4.97,open
                h2,,Boodschappen,,,,1,,,closed
                h3,jan,Tuin,,,,3,,,open

                """
        ])
        let report = try #require(try bench.report(of: "help_requests.csv"))
        #expect(report.added == 2 && report.refused.map(\.line) == [4])
        let news = try bench.database.read { try HelpRequest.news(after: 0, through: .max, in: $0) }
        #expect(news.map(\.title) == ["Lamp ophangen"])
        #expect(news.first?.needs == ["klussen", "trap"])
        try bench.write(head + "h2,,Boodschappen,,,,1,,,open\n", to: "help_requests.csv")
        try bench.run()
        let all = try bench.database.read { try HelpRequest.news(after: 0, through: .max, in: $0) }
        #expect(all.map(\.title) == ["Lamp ophangen", "Boodschappen"])
    }
}
