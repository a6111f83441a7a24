import BuurtpostTestKit
import Foundation
import Testing

extension QueueTorture {
    /// Four processes on one file, killed at random moments, round after round.
    struct KillRoundTests {
        private static let rounds = QueueTorture.isLong ? 1000 : 30

        @Test(
            "kills of all four processes lose nothing and finish nothing twice",
            arguments: [11] as [UInt64])
        func rounds(seed: UInt64) throws {
            let wreck = try Wreck()
            // Who comes while the tables are being made is told to come again; that is no matter here.
            #expect(try wreck.start("drain").wait().status == 0)
            var random = SplitMix64(seed: seed)
            var acknowledged: Set<String> = []
            var recoveries: [Double] = []
            for number in 1...Self.rounds {
                var round = try KillRound(number, in: wreck, &random)
                try round.run()
                acknowledged.formUnion(round.acknowledged)
                recoveries += round.recovery.map { [$0] } ?? []
                // It reads the whole file, which grows: in the long run only now and then.
                if number <= 30 || number.isMultiple(of: 25) {
                    #expect(try wreck.integrity() == "ok", "round \(number)")
                }
            }
            let last = try wreck.start("drain", KillRound.daemon).wait()
            #expect(last.status == 0, "\(last.complaints)")
            try expectInOrder(wreck, acknowledged)
            Self.report(recoveries, acknowledged.count, unrecorded: try wreck.unrecorded())
        }

        private func expectInOrder(_ wreck: Wreck, _ acknowledged: Set<String>) throws {
            #expect(try wreck.faults().isEmpty)
            #expect(try acknowledged.subtracting(wreck.keys()).count == 0, "nothing is lost")
            #expect(try wreck.keys(notIn: "completed").isEmpty, "nothing waits or was quarantined")
            #expect(try wreck.finishedTwice().isEmpty)
            let unrecorded = try wreck.unrecorded()
            #expect((0...Self.rounds * KillRound.lanes).contains(unrecorded))
            // Only who did the work last may say that it is done.
            let lastWork = Dictionary(try wreck.work().map { ($0.job, $0) }) { $1 }
            let lastProof = Dictionary(try wreck.proofs().map { ($0.job, $0) }) { $1 }
            #expect(lastWork == lastProof, "nothing is finished by a worker that came late")
            #expect(lastProof.values.allSatisfy { $0.attempt == 1 }, "kills are no attempts")
        }

        private static func report(_ recoveries: [Double], _ jobs: Int, unrecorded: Int) {
            let sorted = recoveries.sorted()
            guard let longest = sorted.last else { return }
            let median = String(format: "%.0f", sorted[sorted.count / 2])
            print(
                "\(rounds) rounds, \(jobs) acknowledged jobs, \(unrecorded) done without a record;",
                "start to first claim: median \(median) ms, longest \(Int(longest)) ms")
        }
    }
}
