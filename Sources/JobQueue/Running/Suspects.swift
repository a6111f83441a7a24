/// The jobs that were begun when the former process died: each runs alone before all others go on.
///
/// A job that kills the process again while nothing else runs has shown itself; the innocent beside it are never blamed.
struct Suspects {
    /// How long one may keep the others waiting.
    static let patience: Duration = .seconds(5)

    private var waiting: [Job]
    /// The one that runs alone now.
    private(set) var alone: Job?

    init(_ jobs: [Job] = []) {
        waiting = jobs
    }

    /// Whether the others have to wait.
    var isEmpty: Bool { waiting.isEmpty && alone == nil }

    /// Takes the next one; nil when there is none.
    mutating func next() -> Job? {
        alone = waiting.isEmpty ? nil : waiting.removeFirst()
        return alone
    }

    /// Its lane has ended, or it takes too long: then the others go on beside it.
    ///
    /// - Returns: Whether it was the one that runs alone.
    mutating func release(_ id: Int64) -> Bool {
        guard alone?.id == id else { return false }
        alone = nil
        return true
    }

    /// One took too long, and so nobody can run alone.
    mutating func giveUp() {
        alone = nil
        waiting = []
    }
}
