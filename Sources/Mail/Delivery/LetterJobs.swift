public import Foundation
public import GRDB
public import JobQueue
import Model

/// What happens to a letter when its job ends without a session: it expired, or its tries were used up.
public struct LetterJobs: JobLifecycle {
    public let kind = LetterTable.jobKind
    private let desk: WritingDesk

    public init(desk: WritingDesk) {
        self.desk = desk
    }

    public func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {
        guard let letter = try find(job, in: db), !letter.outcome.isFinal,
            letter.outcome != .held
        else { return }
        let outcome = Self.outcome(of: loss)
        try LetterTable(db).record(
            LetterChange(outcome: outcome, reason: loss.reason), of: letter.id, now: now)
        try PolicyRefusalTable(db).forget(letter.id)
        if outcome.isFinal { try desk.settled(letter, as: outcome, in: db) }
    }

    private static func outcome(of loss: JobLoss) -> LetterOutcome {
        switch loss {
        case .expired: .expired
        case .failed, .discarded: .refused
        case .cancelled: .withdrawn
        // Somebody has to look at it.
        case .quarantined: .held
        }
    }

    public func revived(_ job: Job, now: Date, in db: Database) throws {
        guard let letter = try find(job, in: db) else { return }
        try PolicyRefusalTable(db).forget(letter.id)
        try LetterTable(db).revive(letter.id)
    }

    public func rescued(_ job: Job, now: Date, in db: Database) throws {
        guard let letter = try find(job, in: db), !letter.outcome.isFinal else { return }
        try LetterTable(db).markPossibleCopy(letter.id)
    }

    private func find(_ job: Job, in db: Database) throws -> Letter? {
        struct Arguments: Decodable { let letter: Int64 }
        guard let id = try? job.arguments(Arguments.self).letter else { return nil }
        return try LetterTable(db).find(id)
    }
}
