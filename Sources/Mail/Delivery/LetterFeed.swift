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
    /// How the session goes about it.
    struct Terms {
        /// The relay's rate.
        let pace: Pace
        /// How many letters it carries at most.
        let limit: Int
        /// Asked before each letter: whether another relay is to be used now.
        let mustEnd: () -> Bool
        let onAccepted: () -> Void
        let onTimes: (DeliveryTimes) -> Void
    }

    /// The letter in hand.
    private struct Current {
        let job: Job
        let letter: Letter
        let messageID: String
        /// nil when it was not refused by policy before.
        let refusal: PolicyRefusalTable.Refusal?
    }

    /// What is known of a letter before it is sent.
    private struct Found {
        let letter: Letter
        let written: WritingDesk.Written
        let refusal: PolicyRefusalTable.Refusal?
        /// Where it has to wait, if that is not where it came from.
        let otherQueue: String?
    }

    private let jobs: JobFeed
    private let desk: WritingDesk
    private let reader: DatabaseQueue
    private let relay: String
    private let terms: Terms
    private let steady: WallClock
    private var current: Current?
    private var carried = 0
    private var spentUntil: Date?
    private var watch = LapWatch()
    /// Of the message in hand; told when it is settled.
    private var times = DeliveryTimes()

    /// What the relay said until now.
    private(set) var tally = SessionTally()

    init(
        jobs: JobFeed, desk: WritingDesk, reader: DatabaseQueue, relay: String, terms: Terms,
        steady: WallClock
    ) {
        self.jobs = jobs
        self.desk = desk
        self.reader = reader
        self.relay = relay
        self.terms = terms
        self.steady = steady
    }

    // MARK: MessageFeed

    func next() -> OutgoingMessage? {
        precondition(current == nil, "the message before is not settled")
        _ = watch.lap()
        while mayGoOn, let job = jobs.next(), keepPace() {
            times.committing += watch.lap()
            let message = message(for: job)
            times.writing += watch.lap()
            if let message {
                carried += 1
                return message
            }
        }
        return nil
    }

    private var mayGoOn: Bool { carried < terms.limit && !tally.refusesAll && !terms.mustEnd() }

    /// Waits for the relay's next slot. The letter is written afterwards, from the facts as they are then.
    ///
    /// - Returns: false when the process wants to stop; what was not written is given back.
    private func keepPace() -> Bool {
        let slot = terms.pace.slot(now: steady.now())
        spentUntil = slot.spentUntil
        var left = slot.wait.seconds
        while left > 0 {
            if jobs.isStopping { return false }
            Thread.sleep(forTimeInterval: min(left, 0.5))
            left -= 0.5
        }
        return true
    }

    func settle(_ outcome: DeliveryOutcome, of message: OutgoingMessage) {
        guard let current, current.letter.id == message.letter else {
            preconditionFailure("a message that was not given last is settled")
        }
        self.current = nil
        times.sending += watch.lap()
        defer { tellTimes() }
        tally.count(outcome)
        if case .accepted = outcome { terms.onAccepted() }
        let answer = Answer(
            outcome: outcome, address: message.recipient,
            effects: effects(of: outcome, on: current, message))
        record(answer, current)
        if answer.effects.isPolicy { lookWhetherAllAreRefused() }
    }

    private func tellTimes() {
        times.messages += 1
        times.committing += watch.lap()
        terms.onTimes(times)
        times = DeliveryTimes()
    }

    private func effects(
        of outcome: DeliveryOutcome, on current: Current, _ message: OutgoingMessage
    ) -> DeliveryEffects {
        DeliveryEffects(
            letter: current.letter.id, relay: relay, domain: message.recipient.domain,
            outcome: outcome, rested: current.refusal != nil, spentUntil: spentUntil,
            lesson: terms.pace.learn(from: outcome, now: steady.now()), now: steady.now(),
            answeredAt: desk.clock.now(), logger: desk.logger)
    }

    private func record(_ answer: Answer, _ current: Current) {
        let (job, letter) = (current.job, current.letter)
        let before = DeliveryDecision.Before(
            inDoubt: letter.inDoubt, attempt: job.attempt,
            policyRefusals: current.refusal?.tries ?? 0, expiresAt: job.expiresAt)
        let decision = DeliveryDecision(
            answer.outcome, before, now: desk.clock.now(), chance: .random(in: 0..<1))
        var change = decision.letter
        change.address = answer.address.description
        change.messageID = current.messageID
        change.relay = relay
        finish(job, letter, decision.job, change, retryAt: decision.retryAt, after: answer)
    }

    /// What cannot be read now is seen after the next refusal.
    private func lookWhetherAllAreRefused() {
        let relay = relay
        let refuses = try? reader.read { try PolicyRefusalTable($0).showsRefusingAll(relay) }
        tally.refusesAll = refuses ?? false
    }

    // MARK: Writing

    /// The message of a job; nil when there is none to send, then the job is finished or waits elsewhere.
    private func message(for job: Job) -> OutgoingMessage? {
        do {
            if let id = Self.letter(of: job) { desk.inHand.begin(id) }
            guard let found = try reader.read({ db in try read(job, in: db) }) else {
                end(job, .discarded(reason: "there is no such letter"))
                return nil
            }
            return message(found, of: job)
        } catch {
            end(job, .failed(error: "the letter could not be written: \(error)"))
            return nil
        }
    }

    /// A letter and what became of writing it, in one transaction: the facts fit each other. nil when there is none.
    private func read(_ job: Job, in db: Database) throws -> Found? {
        guard let id = Self.letter(of: job), let letter = try LetterTable(db).find(id)
        else { return nil }
        let refusal = try PolicyRefusalTable(db).find(id)
        let isOver = letter.outcome.isFinal || refusal?.isTrue == true
        let written = isOver ? .isSettled : try desk.write(letter, in: db)
        return Found(
            letter: letter, written: written, refusal: refusal,
            otherQueue: try otherQueue(for: written, of: job, in: db))
    }

    private static func letter(of job: Job) -> Int64? {
        struct Arguments: Decodable { let letter: Int64 }
        return try? job.arguments(Arguments.self).letter
    }

    /// A domain may have got a limit since the letter was planned, or the reader another address. What waits in the branch
    /// of a domain that has no limit any more goes out from there.
    private func otherQueue(for written: WritingDesk.Written, of job: Job, in db: Database) throws
        -> String?
    {
        guard case .message(let message, _) = written else { return nil }
        let queue = try RecipientDomainTable(db).queue(for: message.recipient.domain)
        return [job.queue, LetterTable.jobKind.queue].contains(queue) ? nil : queue
    }

    private func message(_ found: Found, of job: Job) -> OutgoingMessage? {
        let letter = found.letter
        if let refusal = found.refusal, refusal.isTrue, !letter.outcome.isFinal {
            let change = DeliveryDecision.refused(refusal.reply, .policy)
            finish(job, letter, .completed(), change, proven: refusal)
            return nil
        }
        if let queue = found.otherQueue {
            move(job, to: queue)
            return nil
        }
        if case .message(let message, let messageID) = found.written {
            current = Current(
                job: job, letter: letter, messageID: messageID, refusal: found.refusal)
            return message
        }
        settle(found.written, letter, of: job)
        return nil
    }

    private func move(_ job: Job, to queue: String) {
        let end = JobEnd.snoozed(until: desk.clock.now(), reason: "waits its turn in \(queue)")
        self.end(job, end) { db, _ in try JobTable(db).move(job.id, to: queue) }
    }

    /// What has no message.
    private func settle(_ written: WritingDesk.Written, _ letter: Letter, of job: Job) {
        switch written {
        case .message: preconditionFailure("it has a message")
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

    /// What a relay said of a letter, and what follows from it beside the letter.
    private struct Answer {
        let outcome: DeliveryOutcome
        let address: EmailAddress
        let effects: DeliveryEffects
    }

    private func finish(
        _ job: Job, _ letter: Letter, _ end: JobEnd, _ change: LetterChange, retryAt: Date? = nil,
        after answer: Answer? = nil, proven refusal: PolicyRefusalTable.Refusal? = nil
    ) {
        let desk = desk
        self.end(job, end, retryAt: retryAt) { db, _ in
            let now = desk.clock.now()
            try LetterTable(db).record(change, of: letter.id, now: now)
            try answer?.effects.write(in: db)
            guard change.outcome.isFinal else { return }
            if let answer {
                try BounceLedger(db, key: desk.composer.key)
                    .answered(answer.outcome, of: letter, to: answer.address, now: now)
            }
            if let refusal {
                try BounceLedger(db, key: desk.composer.key)
                    .refusedAfterAll(refusal.reply, letter: letter, now: now)
            }
            try PolicyRefusalTable(db).forget(letter.id)
            try desk.settled(letter, as: change.outcome, in: db)
        }
    }

    /// Ends the job. Then the letter is out of hand: whoever begins another one reads its outcome in the table.
    private func end(
        _ job: Job, _ end: JobEnd, retryAt: Date? = nil,
        with change: (@Sendable (Database, JobState) throws -> Void)? = nil
    ) {
        jobs.finish(job, end, retryAt: retryAt, with: change)
        if let id = Self.letter(of: job) { desk.inHand.end(id) }
    }
}
