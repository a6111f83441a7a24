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
    /// What the relay's rate is from now on; nil when that did not change.
    let lesson: Pace.Lesson?
    /// By a clock that nobody sets.
    let now: Date
    /// By the clock of the letters.
    let answeredAt: Date
    let logger: Logger

    func write(in db: Database) throws {
        if let spentUntil { try RelayTable(db).spend(relay, until: spentUntil) }
        if rested, !isPolicy { try PolicyRefusalTable(db).forget(letter) }
        try learn(db)
        switch outcome {
        case .accepted: try accepted(db)
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

    /// Only what was answered to RCPT can be the provider's; the rest is the relay's own.
    private func learn(_ db: Database) throws {
        if let lesson { try keep(lesson, db) }
        guard let refusal = outcome.refusal else { return }
        if refusal.answersRCPT {
            if refusal.code / 100 == 4, ReplyClass(refusal) == .rate { try slowDown(db) }
        } else if case .notAttempted = outcome {
            try RelayTable(db).answered(relay, refusal, at: answeredAt)
        }
    }

    private func keep(_ lesson: Pace.Lesson, _ db: Database) throws {
        try RelayTable(db).learn(relay, lesson.rate)
        guard let rate = lesson.rate?.perSecond, outcome.refusal != nil else { return }
        logger.notice(
            "a relay refuses by rate: it gets fewer letters",
            metadata: ["relay": "\(relay)", "per_second": "\(rate)"])
    }

    private func slowDown(_ db: Database) throws {
        let rate = try RecipientDomainTable(db).slowDown(domain, now: now)
        logger.notice(
            "a provider refuses by rate: its letters go slower",
            metadata: ["domain": "\(domain)", "per_second": "\(rate)"])
    }
}
