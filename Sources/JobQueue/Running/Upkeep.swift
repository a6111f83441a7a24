import Foundation

/// When it is time for what does not have to be done at every look.
struct Upkeep {
    /// Long before a lease ends.
    private static let leaseRefresh = 300.0
    private static let cleaning = 600.0

    private var leasesAt: Date?
    private var cleanedAt: Date?

    /// Whether leases have to be lengthened and finished jobs cleaned away.
    ///
    /// - Parameters:
    ///   - steady: By the clock that nobody sets: leases are lengthened while work lives, whatever the wall clock does.
    mutating func due(now: Date, steady: Date, isWorking: Bool) -> (leases: Bool, cleaning: Bool) {
        let leases = isWorking && Self.isOver(Self.leaseRefresh, since: leasesAt, now: steady)
        if leases { leasesAt = steady }
        return (leases, Self.isOver(Self.cleaning, since: cleanedAt, now: now))
    }

    mutating func cleaned(now: Date) { cleanedAt = now }

    /// A clock that was set back counts as over.
    private static func isOver(_ interval: Double, since former: Date?, now: Date) -> Bool {
        guard let former else { return true }
        return abs(now.timeIntervalSince(former)) >= interval
    }
}
