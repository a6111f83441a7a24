import Dispatch
import Foundation
import GRDB
import JobQueue
import Logging
import Model

/// Turns a lane's jobs into messages for its session, and outcomes into rows.
///
/// Belongs to one session and is used on its thread only.
final class LetterFeed: MessageFeed {
    private let jobs: JobFeed
    private let desk: WritingDesk
    private let reader: DatabaseQueue
    private let relay: String
    private var current: (job: Job, letter: Letter, messageID: String)?

    /// How many messages were settled as not attempted.
    private(set) var notAttempted = 0
    /// How many messages the relay answered for, well or badly.
    private(set) var answered = 0
    private let onAccepted: () -> Void
    private let onTimes: (DeliveryTimes) -> Void
    private let pace: Pace
    private var watch = LapWatch()
    /// Of the message in hand; told when it is settled.
    private var times = DeliveryTimes()

    init(
        jobs: JobFeed, desk: WritingDesk, reader: DatabaseQueue, relay: String, pace: Pace,
        onAccepted: @escaping () -> Void, onTimes: @escaping (DeliveryTimes) -> Void
    ) {
        self.jobs = jobs
        self.desk = desk
        self.reader = reader
        self.relay = relay
        self.pace = pace
        self.onAccepted = onAccepted
        self.onTimes = onTimes
    }

    // MARK: MessageFeed

    func next() -> OutgoingMessage? {
        precondition(current == nil, "the message before is not settled")
        _ = watch.lap()
        while let job = jobs.next(), keepPace() {
            times.committing += watch.lap()
            let message = message(for: job)
            times.writing += watch.lap()
            if let message { return message }
        }
        return nil
    }

    /// Waits for the relay's next slot. The letter is written afterwards, from the facts as they are then.
    ///
    /// - Returns: false when the process wants to stop; what was not written is given back.
    private func keepPace() -> Bool {
        var left = pace.wait(now: DispatchTime.now().uptimeNanoseconds).seconds
        while left > 0 {
            if jobs.isStopping { return false }
            Thread.sleep(forTimeInterval: min(left, 0.5))
            left -= 0.5
        }
        return true
    }

    func settle(_ outcome: DeliveryOutcome, of message: OutgoingMessage) {
        guard let (job, letter, messageID) = current, letter.id == message.letter else {
            preconditionFailure("a message that was not given last is settled")
        }
        current = nil
        times.sending += watch.lap()
        defer { tellTimes() }
        count(outcome)
        let decision = DeliveryDecision(outcome, inDoubt: letter.inDoubt, now: desk.clock.now())
        var change = decision.letter
        change.address = message.recipient.description
        change.messageID = messageID
        change.relay = relay
        finish(job, letter, decision.job, change, after: (outcome, message.recipient))
    }

    private func tellTimes() {
        times.messages += 1
        times.committing += watch.lap()
        onTimes(times)
        times = DeliveryTimes()
    }

    private func count(_ outcome: DeliveryOutcome) {
        switch outcome {
        case .accepted:
            answered += 1
            onAccepted()
        case .refusedForNow, .refusedForGood: answered += 1
        case .notAttempted: notAttempted += 1
        case .inDoubt: break
        }
    }

    // MARK: Writing

    /// The message of a job; nil when there is none to send, then the job is finished.
    private func message(for job: Job) -> OutgoingMessage? {
        do {
            if let id = Self.letter(of: job) { desk.inHand.begin(id) }
            guard let (letter, written) = try reader.read({ db in try read(job, in: db) }) else {
                end(job, .discarded(reason: "there is no such letter"))
                return nil
            }
            return message(written, letter, of: job)
        } catch {
            end(job, .failed(error: "the letter could not be written: \(error)"))
            return nil
        }
    }

    /// A letter and what became of writing it, in one transaction: the facts fit each other. nil when there is none.
    private func read(_ job: Job, in db: Database) throws -> (Letter, WritingDesk.Written)? {
        guard let id = Self.letter(of: job), let letter = try LetterTable(db).find(id)
        else { return nil }
        return (letter, letter.outcome.isFinal ? .isSettled : try desk.write(letter, in: db))
    }

    private static func letter(of job: Job) -> Int64? {
        struct Arguments: Decodable { let letter: Int64 }
        return try? job.arguments(Arguments.self).letter
    }

    private func message(_ written: WritingDesk.Written, _ letter: Letter, of job: Job)
        -> OutgoingMessage?
    {
        switch written {
        case .message(let message, let messageID):
            current = (job, letter, messageID)
            return message
        case .isSettled:
            end(job, .completed())
        case .withdrawn(let reason):
            finish(job, letter, .completed(), LetterChange(outcome: .withdrawn, reason: reason))
        case .kept(let verdict):
            keep(letter, of: job, verdict)
        case .unsendable(let reason):
            // Sending it again would be the same; `job retry` after a fix plans it anew.
            let end = JobEnd.discarded(reason: "its letter is held: \(reason)")
            finish(job, letter, end, LetterChange(outcome: .held, reason: reason))
        case .unknown(let reason):
            let later = desk.clock.now().addingTimeInterval(Self.patience.seconds)
            end(job, .snoozed(until: later, reason: reason))
        }
        return nil
    }

    private func keep(_ letter: Letter, of job: Job, _ verdict: SendingVerdict) {
        switch verdict {
        case .send: preconditionFailure("nothing keeps it")
        case .later(let time, let reason):
            let change = LetterChange(outcome: .planned, reason: reason)
            finish(job, letter, .snoozed(until: time, reason: reason), change)
        case .never(let outcome, let reason):
            finish(job, letter, .completed(), LetterChange(outcome: outcome, reason: reason))
        }
    }

    /// How long a letter waits that nobody here can write; the next version may, or another configuration.
    private static let patience: Duration = .seconds(900)

    private func finish(
        _ job: Job, _ letter: Letter, _ end: JobEnd, _ change: LetterChange,
        after answer: (outcome: DeliveryOutcome, address: EmailAddress)? = nil
    ) {
        let desk = desk
        self.end(job, end) { db, _ in
            let now = desk.clock.now()
            try LetterTable(db).record(change, of: letter.id, now: now)
            if let answer {
                try BounceLedger(db, key: desk.composer.key)
                    .answered(answer.outcome, of: letter, to: answer.address, now: now)
            }
            if change.outcome.isFinal { try desk.settled(letter, as: change.outcome, in: db) }
        }
    }

    /// Ends the job. Then the letter is out of hand: whoever begins another one reads its outcome in the table.
    private func end(
        _ job: Job, _ end: JobEnd,
        with change: (@Sendable (Database, JobState) throws -> Void)? = nil
    ) {
        jobs.finish(job, end, with: change)
        if let id = Self.letter(of: job) { desk.inHand.end(id) }
    }
}
