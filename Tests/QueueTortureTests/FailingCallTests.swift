import BuurtpostTestKit
import Foundation
import Testing

extension QueueTorture {
    /// Each system call that a script makes on the files of its database fails once.
    struct FailingCallTests {
        /// So many runs side by side: one that waits for its disk to recover sleeps for a second.
        private static let together = 8

        /// Every twentieth call of ``Script/whole``, beginning at a number that rises with the error; each of them in
        /// `make long`.
        private static let step = QueueTorture.isLong ? 1 : 20

        @Test(
            "whichever system call of a short script fails, a healthy run ends it as if nothing had happened",
            arguments: [POSIXErrorCode.EIO, .ENOSPC])
        func everyCall(error: POSIXErrorCode) throws {
            let tables = try Wreck()
            let made = try tables.start("drain", Script.tables).wait()
            #expect(made.status == 0, "\(made.complaints)")
            let tried = try expectSurvival(of: .short, from: 1, by: 1, error) {
                try Wreck(copying: tables.database)
            }
            #expect(tried > 60)
        }

        @Test(
            "when a system call fails on any way through the states, a healthy run ends every job",
            arguments: [(POSIXErrorCode.EIO, 1), (.ENOSPC, 7)])
        func allWays(error: POSIXErrorCode, offset: Int) throws {
            let start = Self.step == 1 ? 1 : offset
            let tried = try expectSurvival(of: .whole, from: start, by: Self.step, error) {
                try Wreck()
            }
            #expect(tried > 500 / Self.step)
        }

        /// Goes on until runs end before the call that was to fail.
        ///
        /// - Returns: How many calls have failed.
        private func expectSurvival(
            of script: Script, from start: Int, by step: Int, _ error: POSIXErrorCode,
            wreck: () throws -> Wreck
        ) throws -> Int {
            var (number, tried, ill) = (start, 0, 0)
            var isOver = false
            while !isOver {
                let numbers = (0..<Self.together).map { number + $0 * step }
                let trials = try numbers.map {
                    try FailingCall(script, in: wreck(), call: $0, error)
                }
                let results = try trials.map { try $0.heal() }.map { try $0.result() }
                for (call, result) in zip(numbers, results) {
                    #expect(result.faults.isEmpty, "call \(call) of \(error)")
                }
                tried += results.count(where: \.hasFailed)
                ill += results.count(where: \.hasEndedIll)
                isOver = !results.contains(where: \.hasFailed)
                number += Self.together * step
            }
            #expect(ill > 0, "no run heard of a failure")
            return tried
        }
    }
}
