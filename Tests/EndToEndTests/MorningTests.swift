import BuurtpostTestKit
import Foundation
import GRDB
import Testing

extension EndToEnd {
    @Suite("A morning in a town")
    struct MorningTests {
        @Test(
            "each reader whose hour is near has one digest, the others have none, and all of it is on record"
        )
        func morning() throws {
            let instance = try Instance()
            #expect(try instance.settle(EndToEnd.town(EndToEnd.bigTown)).status == 0)
            let census = try Census(instance.townFolder)
            let ending = try instance.drain(at: EndToEnd.morning)
            #expect(ending.status == 0, "\(ending.complaints)")

            expectOneEach(try instance.letters(), census.addresses(EndToEnd.due))
            try expectRecord(instance, census)
            #expect(try instance.number("SELECT count(*) FROM job WHERE state = 'running'") == 0)
            #expect(try instance.integrity() == "ok")
        }

        @Test("a second run of the same morning sends nothing and touches no letter")
        func twice() throws {
            let instance = try Instance()
            _ = try instance.settle(EndToEnd.town(300))
            _ = try instance.drain(at: EndToEnd.morning)
            let before = try instance.rows("SELECT * FROM letter ORDER BY id")
            let files = try FileManager.default.contentsOfDirectory(atPath: instance.maildir.path)
            #expect(!files.isEmpty)
            try FileManager.default.removeItem(at: instance.maildir)

            #expect(try instance.drain(at: EndToEnd.morning).status == 0)
            #expect(!FileManager.default.fileExists(atPath: instance.maildir.path))
            #expect(try instance.rows("SELECT * FROM letter ORDER BY id") == before)
        }

        /// Each reader who was considered has one row: accepted, or skipped with a reason.
        private func expectRecord(_ instance: Instance, _ census: Census) throws {
            let considered = census.readers(EndToEnd.due)
            let nobody = considered.filter { $0.isPaused || $0.email.isEmpty }.count
            let tooLate = census.readers(EndToEnd.tooLate).count
            #expect(tooLate > 0 && nobody > 0, "the town has such readers")
            #expect(
                try instance.outcomes() == [
                    "accepted": considered.count - nobody, "skipped": nobody + tooLate,
                ])
            #expect(
                try instance.number("SELECT count(*) FROM letter WHERE reason LIKE 'too late%'")
                    == tooLate)
        }
    }
}
