import Synchronization

/// The letters that sessions are working on now, each with those that were begun before it.
///
/// Two sessions may hold a letter to the same reader each, and neither sees the other's in the table before it is
/// recorded. Here each letter knows the ones begun before it, and only those: of two letters exactly one makes room for
/// the other. One process sends for a database (it holds the lock), so memory is enough; what a dead one had in hand is
/// begun again.
public final class LettersInHand: Sendable {
    private let begun = Mutex<[Int64: Set<Int64>]>([:])

    public init() {}

    /// A session takes the letter in hand. Called before the letter is read: what ended before is in the table then, and
    /// what did not is in ``begunBefore(_:)``.
    func begin(_ letter: Int64) {
        begun.withLock { $0[letter] = Set($0.keys.filter { $0 != letter }) }
    }

    /// Its outcome is committed. A second call does nothing.
    func end(_ letter: Int64) {
        _ = begun.withLock { $0.removeValue(forKey: letter) }
    }

    /// The letters that were in hand when this one was begun; none when it is not in hand. Some may have ended since.
    func begunBefore(_ letter: Int64) -> Set<Int64> {
        begun.withLock { $0[letter] ?? [] }
    }
}
