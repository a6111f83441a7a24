import BuurtpostTestKit
import Foundation
import JobQueue
import Testing

/// The job table against a model of it, in random histories.
struct ModelCheckTests {
    /// A quarter of a minute on two cores; ten times as many seeds with `BUURTPOST_LONG=1`.
    static let seeds: ClosedRange<UInt64> =
        ProcessInfo.processInfo.environment["BUURTPOST_LONG"] == "1" ? 1...240 : 1...24

    @Test("the table agrees with the model after each step of a history", arguments: seeds)
    func histories(seed: UInt64) throws {
        var history = QueueHistory(seed: seed, steps: 400, on: try CheckedJobTable())
        let states = try history.run()
        #expect(states == Set(JobState.allCases))
    }

    @Test("a queue that forgets one step is found out", arguments: [1, 2, 3] as [UInt64])
    func mutant(seed: UInt64) {
        var history = QueueHistory(seed: seed, steps: 400, on: ForgetfulQueue())
        #expect(throws: QueueHistory<ForgetfulQueue>.Divergence.self) { try history.run() }
    }
}

/// Claims well and takes the end of any attempt, also of one that is over.
private struct ForgetfulQueue: CheckedQueue {
    private var inner = ModelQueue()

    mutating func perform(_ step: QueueStep, now: Date) -> QueueAnswer {
        if case .finish(let ticket, .completed, _) = step, !inner.isHeld(ticket) {
            return .state(.completed)
        }
        return inner.perform(step, now: now)
    }

    mutating func abandon(_ step: QueueStep, now: Date) {}
    mutating func reopen() {}
    func rows() -> [ModelJob] { inner.rows() }
    func view(of queues: [String], now: Date) -> QueueView { inner.view(of: queues, now: now) }
}
