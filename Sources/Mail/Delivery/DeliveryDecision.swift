import Foundation
import JobQueue
import Model

/// What a delivery's outcome means for the letter and for its job. Pure.
struct DeliveryDecision: Equatable {
    /// What was known of the letter before.
    struct Before: Equatable {
        /// How often it was handed over without an answer.
        var inDoubt = 0
        /// The number of this try, counted from 1.
        var attempt = 1
        /// How often it was refused by policy without it being known whether that was about the letter.
        var policyRefusals = 0
        var expiresAt: Date?
    }

    let letter: LetterChange
    let job: JobEnd
    /// When the job comes back if it failed.
    var retryAt: Date?

    /// - Parameter chance: A random number in 0..<1: letters that failed together come back apart.
    init(_ outcome: DeliveryOutcome, _ before: Before, now: Date, chance: Double) {
        switch outcome {
        case .accepted(let reply):
            letter = LetterChange(outcome: .accepted, reply: reply.description)
            job = .completed()
        case .refusedForGood(let reply) where ReplyClass(reply) == .policy:
            letter = LetterChange(
                outcome: .planned, reason: Self.undecided, reply: reply.description)
            let rest = PolicyRefusalTable.rest(afterTries: before.policyRefusals + 1)
            job = .snoozed(
                until: now.addingTimeInterval(rest.seconds), reason: "\(Self.undecided): \(reply)")
        case .refusedForGood(let reply):
            letter = Self.refused(reply.description, ReplyClass(reply))
            job = .completed()
        case .refusedForNow(let reply):
            let kind = ReplyClass(reply)
            letter = LetterChange(
                outcome: .planned, reason: "refused for now: \(kind.rawValue)",
                reply: reply.description)
            job = .failed(error: "refused for now: \(reply)")
            retryAt = Self.next(RetryTimes.ladder(of: kind), before, now, chance)
        case .notAttempted(let reason, let reply):
            letter = LetterChange(
                outcome: .planned, reason: "not attempted: \(reason)", reply: reply?.description)
            job = .snoozed(until: now, reason: "not attempted: \(reason)")
        case .inDoubt(let reason) where before.inDoubt == 0:
            // RFC 5321 prefers a copy to a loss; the Message-ID is the same.
            letter = LetterChange(outcome: .planned, reason: "in doubt: \(reason)", isDoubt: true)
            job = .failed(error: "in doubt: \(reason)")
            retryAt = Self.next(RetryTimes.doubt, before, now, chance)
        case .inDoubt(let reason):
            letter = LetterChange(outcome: .inDoubt, reason: "in doubt: \(reason)", isDoubt: true)
            job = .completed()
        }
    }

    /// The letter of a refusal that is final.
    static func refused(_ reply: String, _ kind: ReplyClass) -> LetterChange {
        LetterChange(
            outcome: .refused, reason: "refused for good: \(kind.rawValue)", reply: reply)
    }

    private static let undecided =
        "refused by policy; it is not known yet whether the relay refuses everybody"

    private static func next(
        _ ladder: RetryTimes.Ladder, _ before: Before, _ now: Date, _ chance: Double
    ) -> Date {
        RetryTimes.next(
            ladder, afterAttempt: before.attempt, before: before.expiresAt, now: now, chance: chance
        )
    }
}
