import Foundation

/// How bad an address looks: points that bounces add, and that time and accepted letters take away. Pure.
struct BounceScore: Equatable {
    /// From so many points on an address is suppressed: two hard bounces within a half-life. One is not enough: a
    /// provider's bad day has called every mailbox unknown before.
    static let threshold = 1.5
    /// After so long half of the points are left: 30 days.
    static let halfLife: TimeInterval = 30 * 86400
    /// An address is counted at most once in so long, 20 hours: several letters that bounce on one morning are one
    /// sign, and those of the next morning another.
    static let interval: TimeInterval = 20 * 3600
    /// What an accepted letter leaves of the points. Not less: a relay that takes all mail and returns it later
    /// accepts before every bounce.
    static let keptWhenAccepted = 0.9
    /// Fewer points than this are none.
    static let least = 0.05

    var points = 0.0
    /// When ``points`` was true.
    var at: Date
    /// When a bounce counted last.
    var countedAt = Date.distantPast

    /// The points left at `now`; a clock that went back takes nothing away.
    func points(at now: Date) -> Double {
        points * pow(0.5, max(0, now.timeIntervalSince(at)) / Self.halfLife)
    }

    /// With a bounce of `weight`; the same as before when one counted within ``interval``, or the weight is nought.
    func counting(_ weight: Double, now: Date) -> BounceScore {
        guard weight > 0, now.timeIntervalSince(countedAt) >= Self.interval else { return self }
        return BounceScore(points: points(at: now) + weight, at: now, countedAt: now)
    }

    /// After a relay accepted a letter.
    func accepted(now: Date) -> BounceScore {
        BounceScore(
            points: points(at: now) * Self.keptWhenAccepted, at: max(at, now), countedAt: countedAt)
    }

    var isTooHigh: Bool { points >= Self.threshold }
}
