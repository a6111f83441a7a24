import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

extension EndToEnd {
    @Suite("Nights in which the clock changes")
    struct ClockChangeTests {
        @Test(
            "every reader has one digest on each local day",
            arguments: [
                (
                    ["2026-03-28", "2026-03-29", "2026-03-30"], "2026-03-27T12:00:00+01:00",
                    "2026-03-31T00:00:00+02:00"
                ),
                (
                    ["2026-10-24", "2026-10-25", "2026-10-26"], "2026-10-23T12:00:00+02:00",
                    "2026-10-27T00:00:00+01:00"
                ),
            ])
        func nights(days: [String], from: String, until: String) throws {
            let instance = try Instance()
            let town = SampleTown(residents: 200, seed: 11, morning: LocalDate(days[1])!)
            #expect(try instance.settle(town).status == 0)
            let ending = try instance.run("run", "--drain", "--now", from, "--until", until)
            #expect(ending.status == 0, "\(ending.complaints)")

            for day in days { try expectOneDigest(instance, on: day) }
            #expect(try instance.outcomes()["accepted"] == instance.letterCount())
            #expect(try instance.number("SELECT count(*) FROM job WHERE state = 'running'") == 0)
        }

        private func expectOneDigest(_ instance: Instance, on day: String) throws {
            let census = try Census(instance.townFolder, at: .at("\(day)T12:00:00+02:00"))
            let rows = try instance.rows(
                """
                SELECT r.external_id AS id, l.outcome, l.reason, l.due_at - l.settled_at AS margin
                FROM letter l JOIN resident r ON l.recipient = 'resident/' || r.id
                WHERE l.occasion = '\(day)'
                """)
            #expect(
                rows.map { $0["id"] as String }.sorted()
                    == census.readers(0...1439).map(\.id).sorted(), "one row each on \(day)")
            let skipped = rows.filter { $0["outcome"] as String == "skipped" }
            let nobody = census.readers(0...1439).filter { $0.isPaused || $0.email.isEmpty }
            // On a day without news or events nobody gets anything; the sample town has some every day.
            #expect(
                skipped.map { $0["id"] as String }.sorted() == nobody.map(\.id).sorted(),
                "\(day): \(Set(skipped.map { $0["reason"] as String }))")
            let sent = rows.filter { $0["outcome"] as String == "accepted" }
            #expect(sent.count == rows.count - skipped.count)
            #expect(sent.allSatisfy { ($0["margin"] as Int) >= 0 }, "before the reader's hour")
        }
    }
}
