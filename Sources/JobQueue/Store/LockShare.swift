import Dispatch

/// How much of the time this program holds SQLite's write lock.
///
/// The lock is not fair: a writer that finds it taken sleeps up to 100 ms and comes back at a moment of chance. So what
/// counts for it is which part of the time the lock is free, not for how long at once. This keeps that part free, with some
/// credit, so that little work never waits. It is larger while others are known to write; a newcomer, who cannot be known
/// before it had its first turn, finds a fifth of the time free.
struct LockShare {
    /// How many milliseconds a commit of another program is remembered. A writer that we keep out commits nothing; it must
    /// not be forgotten for that.
    private static let memory = 2000
    /// How long off the lock pays for a time on it, while others write.
    private static let priceBesideOthers = 5.0
    /// The same while nobody is known to write.
    private static let priceAlone = 0.25
    /// In nanoseconds off the lock.
    private static let largestCredit = 10_000_000.0

    private var othersUntil: DispatchTime?
    private var credit = Self.largestCredit
    private var countedAt: DispatchTime?

    /// Notes that another connection has committed.
    mutating func othersCommitted(now: DispatchTime) {
        othersUntil = now + .milliseconds(Self.memory)
    }

    /// Notes a commit of our own and tells until when to stay off the lock; nil when the next may come at once.
    ///
    /// - Parameters:
    ///   - held: How many nanoseconds the commit had the lock.
    ///   - now: When the lock was given back; never before the `now` of the call before.
    mutating func pause(held: UInt64, now: DispatchTime) -> DispatchTime? {
        let passed = now.uptimeNanoseconds - (countedAt ?? now).uptimeNanoseconds
        let free = passed > held ? Double(passed - held) : 0
        let isBesideOthers = othersUntil.map { now < $0 } ?? false
        let price = isBesideOthers ? Self.priceBesideOthers : Self.priceAlone
        credit = min(credit + free, Self.largestCredit) - Double(held) * price
        countedAt = now
        return credit < 0 ? now + .nanoseconds(Int(-credit)) : nil
    }
}
