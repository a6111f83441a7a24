import Foundation
import Model

/// How fast letters may go to a provider or relay that refuses by rate: half as fast after a refusal, and slowly
/// faster again. Pure.
struct LearnedRate: Equatable, Sendable {
    /// Letters a second.
    var perSecond: Double
    var changedAt: Date

    /// Between which rates it is learned, in letters a second.
    struct Bounds: Sendable {
        /// Slower would be a stop.
        let slowest: Double
        /// The first guess is no more than this, whatever went before.
        let fastestGuess: Double
        /// From here on nobody needs a limit, unless the configuration has one.
        let released: Double

        /// Of one of many providers: a letter a minute at least.
        static let provider = Bounds(slowest: 1.0 / 60, fastestGuess: 2, released: 20)
        /// All letters wait for a relay, so it is asked more often: every five seconds at least.
        static let relay = Bounds(slowest: 0.2, fastestGuess: 10, released: 100)
    }

    /// Refusals that come together are one.
    static let together: Duration = .seconds(60)
    /// How often it may grow, and by how much.
    static let step: Duration = .seconds(600)
    static let growth = 1.25

    /// After a refusal by rate.
    ///
    /// - Parameters:
    ///   - known: What was learned before; nil for the first refusal.
    ///   - allowed: What the configuration allows; nil is without limit.
    static func slowed(
        _ known: LearnedRate?, allowed: Double?, now: Date, within bounds: Bounds
    ) -> LearnedRate {
        guard let known else {
            let guess = min((allowed ?? .infinity) / 2, bounds.fastestGuess)
            return LearnedRate(perSecond: max(guess, bounds.slowest), changedAt: now)
        }
        guard now.timeIntervalSince(known.changedAt) >= together.seconds else { return known }
        return LearnedRate(perSecond: max(known.perSecond / 2, bounds.slowest), changedAt: now)
    }

    /// After a letter was taken: a quarter more for each ten minutes without a change.
    ///
    /// - Returns: nil when no limit is needed any more.
    func recovering(allowed: Double?, now: Date, within bounds: Bounds) -> LearnedRate? {
        let steps = (now.timeIntervalSince(changedAt) / Self.step.seconds).rounded(.down)
        guard steps >= 1 else { return self }
        let grown = perSecond * pow(Self.growth, min(steps, 100))
        return grown >= allowed ?? bounds.released
            ? nil : LearnedRate(perSecond: grown, changedAt: now)
    }
}
