import BuurtpostTestKit
import Foundation
import Testing

extension QueueTorture {
    /// Each system call that ``Script`` makes on its files fails once.
    struct FailingCallTests {
        private static let calls: Set<FailingCalls.Call> = [
            .write, .pwrite64, .fdatasync, .fsync, .ftruncate,
        ]
        /// All of them in `make long`, else one in so many, beginning at a number that rises with the error.
        private static let step = QueueTorture.isLong ? 1 : 20

        @Test(
            "when a system call fails, a healthy run afterwards ends every job as if nothing had happened",
            arguments: [(POSIXErrorCode.EIO, 1), (.ENOSPC, 7)])
        func everyCall(error: POSIXErrorCode, offset: Int) throws {
            let count = try countCalls()
            #expect(count > 100)
            let start = Self.step == 1 ? 1 : offset
            var failures = 0
            for number in stride(from: start, through: count, by: Self.step) {
                if try expectScriptToSurvive(call: number, error) { failures += 1 }
            }
            #expect(failures > 0)
        }

        /// How many calls a run makes in which none fails.
        private func countCalls() throws -> Int {
            let (wreck, logs) = (try Wreck(), TemporaryFolder())
            let failing = FailingCalls(
                in: wreck.store, calls: Self.calls, log: logs.url.appendingPathComponent("log")
            )
            let environment = try failing.environment()
            let run = try wreck.start("drain", Script.arguments, environment: environment).wait()
            #expect(run.status == 0, "\(run.complaints)")
            return failing.entries().count
        }

        /// - Returns: Whether the run heard of the failure, and ended with it.
        private func expectScriptToSurvive(call number: Int, _ error: POSIXErrorCode) throws -> Bool
        {
            let wreck = try Wreck()
            let failing = FailingCalls(
                in: wreck.store, calls: Self.calls, first: number, error: error)
            let environment = try failing.environment()
            let ill = try wreck.start("drain", Script.arguments, environment: environment).wait()
            #expect(ill.status >= 0, "call \(number) killed it: \(ill.complaints)")
            #expect(try Script.lost(in: wreck, after: ill).isEmpty, "call \(number)")
            let healthy = try wreck.start("drain", Script.arguments).wait()
            #expect(healthy.status == 0, "call \(number): \(healthy.complaints)")
            let faults = try Script.faults(in: wreck)
            #expect(faults.isEmpty, "call \(number)")
            return ill.status != 0
        }
    }
}
