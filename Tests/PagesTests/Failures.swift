import Synchronization

/// Counts what went wrong on several threads.
final class Failures: Sendable {
    private let number = Atomic(0)

    func add() { number.add(1, ordering: .relaxed) }

    var count: Int { number.load(ordering: .relaxed) }
}
