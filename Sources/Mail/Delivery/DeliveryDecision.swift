import Foundation
import JobQueue
import Model

/// What a delivery's outcome means for the letter and for its job. Pure.
struct DeliveryDecision: Equatable {
    let letter: LetterChange
    let job: JobEnd

    /// - Parameters:
    ///   - inDoubt: How often this letter was handed over without an answer before.
    init(_ outcome: DeliveryOutcome, inDoubt: Int, now: Date) {
        switch outcome {
        case .accepted(let reply):
            letter = LetterChange(outcome: .accepted, reply: reply.description)
            job = .completed()
        case .refusedForGood(let reply):
            letter = LetterChange(
                outcome: .refused, reason: "refused for good", reply: reply.description)
            job = .completed()
        case .refusedForNow(let reply):
            letter = LetterChange(
                outcome: .planned, reason: "refused for now", reply: reply.description)
            job = .failed(error: "refused for now: \(reply)")
        case .notAttempted(let reason):
            letter = LetterChange(outcome: .planned, reason: "not attempted: \(reason)")
            job = .snoozed(until: now, reason: "not attempted: \(reason)")
        case .inDoubt(let reason) where inDoubt == 0:
            // RFC 5321 prefers a copy to a loss; the Message-ID is the same.
            letter = LetterChange(outcome: .planned, reason: "in doubt: \(reason)", isDoubt: true)
            job = .failed(error: "in doubt: \(reason)")
        case .inDoubt(let reason):
            letter = LetterChange(outcome: .inDoubt, reason: "in doubt: \(reason)", isDoubt: true)
            job = .completed()
        }
    }
}
