import Foundation
import Model

/// How fast letters may go to a provider that refuses by rate: half as fast after a refusal, and slowly
/// faster again. Pure.
struct LearnedRate: Equatable, Sendable {
    /// Letters a second.
    var perSecond: Double
    var changedAt: Date

    /// One letter a minute: slower would be a stop.
    static let slowest = 1.0 / 60
    /// The first guess is no more than this, whatever went before.
    static let fastestGuess = 2.0
    /// From here on nobody needs a limit.
    static let released = 20.0
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
    static func slowed(_ known: LearnedRate?, allowed: Double?, now: Date) -> LearnedRate {
        guard let known else {
            let guess = min((allowed ?? fastestGuess * 2) / 2, fastestGuess)
            return LearnedRate(perSecond: max(guess, slowest), changedAt: now)
        }
        guard now.timeIntervalSince(known.changedAt) >= together.seconds else { return known }
        return LearnedRate(perSecond: max(known.perSecond / 2, slowest), changedAt: now)
    }

    /// After a letter was taken: a quarter more for each ten minutes without a change.
    ///
    /// - Returns: nil when no limit is needed any more.
    func recovering(allowed: Double?, now: Date) -> LearnedRate? {
        let steps = (now.timeIntervalSince(changedAt) / Self.step.seconds).rounded(.down)
        guard steps >= 1 else { return self }
        let grown = perSecond * pow(Self.growth, min(steps, 100))
        return grown >= allowed ?? Self.released
            ? nil : LearnedRate(perSecond: grown, changedAt: now)
    }
}
