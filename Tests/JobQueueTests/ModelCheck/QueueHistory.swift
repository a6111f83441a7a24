import BuurtpostTestKit
import Foundation
import JobQueue

/// A random history: the same steps on the model and on a queue, which have to agree after each.
///
/// The same seed gives the same history on every machine.
struct QueueHistory<Queue: CheckedQueue> {
    let seed: UInt64
    let steps: Int
    private var model = ModelQueue()
    private var queue: Queue
    private var generator: StepGenerator
    private var now = Date.wednesday

    init(seed: UInt64, steps: Int, on queue: Queue) {
        self.seed = seed
        self.steps = steps
        self.queue = queue
        generator = StepGenerator(seed: seed)
    }

    /// Where the two went apart.
    struct Divergence: Error, CustomStringConvertible {
        let seed: UInt64
        let number: Int
        let step: QueueStep
        let what: String

        var description: String {
            "seed \(seed), step \(number), \(step): \(what)"
        }
    }

    /// Runs to the end.
    ///
    /// - Returns: The states that jobs were in, to see that the history was no empty one.
    /// - Throws: ``Divergence`` at the first step after which they do not agree.
    mutating func run() throws -> Set<JobState> {
        var states: Set<JobState> = []
        for number in 1...steps {
            now = generator.step(of: now, model)
            let step = generator.step(model, now: now)
            if let what = try difference(after: step, generator.circumstance()) {
                throw Divergence(seed: seed, number: number, step: step, what: what)
            }
            states.formUnion(model.rows().map(\.state))
        }
        return states
    }

    private mutating func difference(
        after step: QueueStep, _ circumstance: StepGenerator.Circumstance
    ) throws -> String? {
        switch circumstance {
        case .ordinary: break
        case .abandoned:
            try queue.abandon(step, now: now)
            return try difference()
        case .afterDeath: try queue.reopen()
        }
        let answer = try queue.perform(step, now: now)
        if case .enqueued(.inserted(let id)) = answer { model.expect(id: id) }
        let expected = model.perform(step, now: now)
        if answer != expected { return "answered \(answer) instead of \(expected)" }
        return try difference()
    }

    private func difference() throws -> String? {
        let (rows, expected) = (try queue.rows(), model.rows())
        guard rows.count == expected.count else {
            return "\(rows.count) rows instead of \(expected.count)"
        }
        for (row, expected) in zip(rows, expected) where row != expected {
            return "\(row) instead of \(expected)"
        }
        let view = try queue.view(of: ModelKinds.queues, now: now)
        let expectedView = model.view(of: ModelKinds.queues, now: now)
        return view == expectedView ? nil : "\(view) instead of \(expectedView)"
    }
}
