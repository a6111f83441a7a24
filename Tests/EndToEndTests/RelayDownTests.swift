import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("A relay that is down")
    struct RelayDownTests {
        @Test(
            "a drain ends with 75, no attempt is counted and nothing is lost; when the relay is up, all goes out once"
        )
        func down() throws {
            let port = SMTPSink.freePort()
            let instance = try Instance(relay: "smtp://127.0.0.1:\(port)")
            _ = try instance.settle(EndToEnd.town(300))
            let expected = try Census(instance.townFolder).addresses(EndToEnd.due)

            for _ in 0..<2 {
                let ending = try instance.drain(at: EndToEnd.morning)
                #expect(ending.status == 75)
                #expect(ending.complaints.contains("queue mail is closed"))
                #expect(
                    try instance.number(
                        "SELECT count(*) FROM job WHERE kind = 'letter' AND attempt = 0 AND finalized_at IS NULL"
                    ) == expected.count)
                #expect(try instance.outcomes()["planned"] == expected.count)
            }

            let sink = try SMTPSink(port: port)
            let ending = try instance.drain(at: EndToEnd.morning)
            #expect(ending.status == 0, "\(ending.complaints)")
            expectOneEach(try sink.letters(), expected)
            #expect(try instance.outcomes()["accepted"] == expected.count)
        }

        @Test(
            "a relay that dies in the middle loses nothing and copies at most one letter a connection"
        )
        func dies() throws {
            let port = SMTPSink.freePort()
            let instance = try Instance(relay: "smtp://127.0.0.1:\(port)", connections: 4)
            _ = try instance.settle(EndToEnd.town(1000))
            let expected = try Census(instance.townFolder).addresses(EndToEnd.due)
            let taken = try lettersOfDyingRelay(port, instance, half: expected.count / 2)

            let second = try SMTPSink(port: port)
            // A letter in doubt comes back a minute later.
            let ending = try instance.run(
                "run", "--drain", "--now", EndToEnd.morning, "--until", "2026-03-25T08:15:00+01:00")
            #expect(ending.status == 0, "\(ending.complaints)")
            let late = (9 * 60 + 6)...(9 * 60 + 15)
            let all = expected + (try Census(instance.townFolder).addresses(late))
            let letters = taken + (try second.letters())
            #expect(letters.count - all.count <= 4)
            expectOneEach(Array(Set(letters)), all)
        }

        private func lettersOfDyingRelay(_ port: UInt16, _ instance: Instance, half: Int) throws
            -> [DeliveredLetter]
        {
            let sink = try SMTPSink(port: port)
            let watch = try FolderWatch(sink.messages)
            let program = try instance.start("run", "--drain", "--now", EndToEnd.morning)
            try watch.wait(for: "half of the letters", while: program) { try sink.count() >= half }
            try sink.die()
            let ending = try program.wait()
            #expect(ending.status == 75, "\(ending.complaints)")
            return try sink.letters().filter(\.isWhole)
        }
    }
}
