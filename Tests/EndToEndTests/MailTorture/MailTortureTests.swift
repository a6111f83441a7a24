import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("A relay on a bad day")
    struct MailTortureTests {
        /// Residents, of whom two in three get a letter, and how often the program is killed: about 330 letters and
        /// 6 deaths, and 50,000 and 200 with `BUURTPOST_LONG=1`.
        private static let residents = isLong ? 75_000 : 500
        private static let kills = isLong ? 200 : 6

        @Test(
            "random faults and kills lose no letter, copy none without a cause, and nothing is tried again after a true refusal",
            arguments: ["esmtp", "curl"])
        func random(client: String) throws {
            let torture = try MailTorture(
                client: client, residents: Self.residents, kills: Self.kills,
                seed: client == "curl" ? 12 : 11)
            try torture.run()
            let account = try MailTortureAccount(torture)
            if EndToEnd.isLong { print("\(client): \(account)") }
            account.expectInOrder()
        }

        @Test(
            "a relay that refuses every letter by policy loses none: when it is cured, all arrive once",
            arguments: ["esmtp", "curl"], [1, 3])
        func misconfigured(client: String, runs: Int) throws {
            let faults = CurableFaults([
                SMTPFault(at: .recipient, .reply("554 5.7.1 Relay access denied"))
            ])
            let relay = try FaultSMTPServer(faults)
            defer { relay.stop() }
            let instance = try Instance(relay: "smtp://127.0.0.1:\(relay.port)", connections: 4)
            try instance.change("connections:", to: "client: \(client)\n    connections:")
            try instance.settle(EndToEnd.town(200), allAt: "08:00")
            let expected = try Census(instance.townFolder).addresses()

            for _ in 0..<runs {
                let ending = try instance.drain(at: EndToEnd.morning)
                #expect(ending.status == 75, "\(ending.complaints)")
                #expect(try instance.outcomes()["planned"] == expected.count)
            }
            #expect(relay.transcript.stored.isEmpty)

            faults.cure()
            let ending = try instance.run(
                "run", "--drain", "--now", EndToEnd.morning, "--until", "2026-03-25T09:30:00+01:00")
            #expect(ending.status == 0, "\(ending.complaints)")
            expectOneEach(relay.transcript.stored.map { DeliveredLetter($0) }, expected)
            #expect(try instance.outcomes()["accepted"] == expected.count)
        }
    }
}
