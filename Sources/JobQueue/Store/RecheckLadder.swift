/// When to look again for a commit whose first sign has been seen.
///
/// The write to the log is seen before its fsync, and the commit that follows makes no sign of its own. So one looks at once
/// and then in ever longer steps, 128 ms in all, until the commit shows.
struct RecheckLadder {
    /// In microseconds.
    private static let steps = [500, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000]
    /// Where to stand after a commit of our own: with the lock in hand all former commits were seen, and what was written in
    /// the moment after it is rare.
    private static let late = 4

    private var next = steps.count

    /// Whether nothing is expected any more.
    var isDone: Bool { next == Self.steps.count }

    /// Whether it began anew a millisecond ago at most.
    var isLow: Bool { next <= 2 }

    /// Begins at the lowest step.
    mutating func restart() { next = 0 }

    /// Begins with the long steps.
    mutating func restartLate() { next = Self.late }

    /// Goes up a step.
    ///
    /// - Returns: How many microseconds to wait before the next look; nil when there is none.
    mutating func climb() -> Int? {
        guard !isDone else { return nil }
        defer { next += 1 }
        return Self.steps[next]
    }
}
