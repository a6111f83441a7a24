import Foundation
import GRDB
import Logging
import Model

/// What an outcome tells of the relay and of the recipient's provider: written with it, in one commit.
struct DeliveryEffects: Sendable {
    let letter: Int64
    let relay: String
    /// The recipient's.
    let domain: String
    let outcome: DeliveryOutcome
    /// Whether the letter rested after a refusal by policy.
    let rested: Bool
    /// Until when the relay's rate is used up; nil without a rate.
    let spentUntil: Date?
    /// By a clock that nobody sets.
    let now: Date
    let logger: Logger

    func write(in db: Database) throws {
        if let spentUntil { try RelayTable(db).spend(relay, until: spentUntil) }
        if rested, !isPolicy { try PolicyRefusalTable(db).forget(letter) }
        switch outcome {
        case .accepted: try accepted(db)
        case .refusedForNow(let reply) where ReplyClass(reply) == .rate: try slowDown(db)
        case .refusedForGood(let reply) where isPolicy:
            try PolicyRefusalTable(db).add(
                letter, relay: relay, domain: domain, reply: reply.description, now: now)
        case .refusedForGood, .refusedForNow, .notAttempted, .inDoubt: break
        }
    }

    var isPolicy: Bool {
        if case .refusedForGood(let reply) = outcome { ReplyClass(reply) == .policy } else { false }
    }

    private func accepted(_ db: Database) throws {
        try PolicyRefusalTable(db).accepted(by: relay, now: now)
        try RecipientDomainTable(db).accepted(domain, now: now)
    }

    private func slowDown(_ db: Database) throws {
        let rate = try RecipientDomainTable(db).slowDown(domain, now: now)
        logger.notice(
            "a provider refuses by rate: its letters go slower",
            metadata: ["domain": "\(domain)", "per_second": "\(rate)"])
    }
}
