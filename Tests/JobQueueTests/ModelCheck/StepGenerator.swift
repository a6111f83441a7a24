import BuurtpostTestKit
import Foundation
import JobQueue
import Model

/// Draws what happens next: likely things often, odd ones now and then.
struct StepGenerator {
    private var random: SplitMix64
    private var keys = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// What surrounds a step.
    enum Circumstance {
        /// It is committed.
        case ordinary
        /// Its transaction is rolled back.
        case abandoned
        /// The process ends before it, with everything it has in hand.
        case afterDeath
    }

    mutating func circumstance() -> Circumstance {
        random.pick(weighted: [(.ordinary, 92), (.abandoned, 6), (.afterDeath, 2)])
    }

    /// Where the clock is set: mostly a little on, sometimes far, sometimes back, sometimes to the very moment at which
    /// something is due, expires or comes free.
    mutating func step(of now: Date, _ model: ModelQueue) -> Date {
        if random.chance(percent: 10), let moment = moment(near: now, model) { return moment }
        let milliseconds = random.pick(weighted: [
            (0...0, 20), (1...999, 20), (1000...120_000, 40), (120_000...7_200_000, 12),
            (7_200_000...108_000_000, 3), (-3_600_000 ... -1, 5),
        ])
        return Date(
            unixMilliseconds: now.unixMilliseconds + Int64(random.number(milliseconds)))
    }

    /// A time that stands in the table, at most an hour away.
    private mutating func moment(near now: Date, _ model: ModelQueue) -> Date? {
        let near = (now - 3600).unixMilliseconds...(now + 3600).unixMilliseconds
        let moments = model.rows().flatMap { job -> [Int64] in
            if job.isWaiting { return [job.scheduledAt, job.expiresAt].compactMap(\.self) }
            return job.leaseEndsAt.map { [$0] } ?? []
        }.filter(near.contains)
        return moments.isEmpty ? nil : Date(unixMilliseconds: random.pick(moments))
    }

    private enum Choice {
        case enqueue, insert, claim, start, finish, giveBack, extend, lose, look
        case release, takeOver, request, order, queue
    }

    /// The next step for a queue in the state of `model`.
    mutating func step(_ model: ModelQueue, now: Date) -> QueueStep {
        let choice = random.pick(weighted: [
            (Choice.enqueue, 14), (.insert, 14), (.claim, 18), (.start, 10), (.finish, 18),
            (.giveBack, 3), (.extend, 2), (.lose, 2), (.look, 12), (.release, 1), (.takeOver, 4),
            (.request, 4), (.order, 6), (.queue, 3),
        ])
        switch choice {
        case .enqueue: return .enqueue(newJob(now))
        case .insert: return .insert(foreignRow(now))
        case .claim:
            return .claim(
                queue: random.pick(ModelKinds.queues), limit: random.pick([1, 1, 2, 5, 1000]),
                worker: worker(), lease: lease())
        case .start: return ticket(model).map { .start(ticket: $0) } ?? claimOne()
        case .finish:
            return ticket(model).map {
                .finish(ticket: $0, end(now), retryAfter: Double(random.number(0...600)))
            } ?? claimOne()
        case .giveBack: return .giveBack(tickets: tickets(model))
        case .extend: return .extendLeases(worker: worker(), lease: lease())
        case .lose: return .lose(id: id(model), random.pick([.expired, .failed(error: "why")]))
        case .look: return .look(worker: worker(), upgraded: random.chance(percent: 30))
        case .release: return .releaseHeld(upgraded: random.chance(percent: 50))
        case .takeOver: return .takeOver(guilty: guilty(model))
        case .request: return .requestCancel(id: id(model))
        case .order: return .order(order(), id: id(model))
        case .queue: return queueStep()
        }
    }

    /// A job, likely one that is there.
    private mutating func id(_ model: ModelQueue) -> Int64 {
        let ids = model.rows().map(\.id)
        if ids.isEmpty || random.chance(percent: 10) { return Int64(random.number(0...300)) }
        return random.pick(ids)
    }

    /// Likely one whose work has begun, most likely one that died before.
    private mutating func guilty(_ model: ModelQueue) -> Int64 {
        let begun = model.rows().filter { $0.state == .running && $0.startedAt != nil }
        guard !begun.isEmpty, random.chance(percent: 80) else { return id(model) }
        return begun.max { $0.crashes < $1.crashes }!.id
    }

    private mutating func order() -> JobOrder {
        random.pick([
            .retry, .retry, .cancel(reason: "not wanted"), .discard(reason: "not needed"),
        ])
    }

    private mutating func queueStep() -> QueueStep {
        let name = random.pick(ModelKinds.queues)
        return random.pick(weighted: [
            (.pause(queue: name), 1), (.resume(queue: name), 3),
            (.limit(queue: name, capacity: random.number(1...25)), 2),
            (.limit(queue: name, capacity: nil), 2),
        ])
    }

    private mutating func claimOne() -> QueueStep {
        .claim(queue: random.pick(ModelKinds.queues), limit: 1, worker: worker(), lease: lease())
    }

    private mutating func worker() -> String { random.pick(["anna", "bram", "cees"]) }

    private mutating func lease() -> Double { random.pick([0, 30, 900]) }

    /// A claim of some time: one that goes on, or any, so that many come too late. Nil before the first claim.
    private mutating func ticket(_ model: ModelQueue) -> Int? {
        let all = Array(model.tickets.indices.suffix(40))
        let living = all.filter(model.isHeld)
        if !living.isEmpty, random.chance(percent: 70) { return random.pick(living) }
        return all.isEmpty ? nil : random.pick(all)
    }

    private mutating func tickets(_ model: ModelQueue) -> [Int] {
        (0..<random.number(1...3)).compactMap { _ in ticket(model) }
    }

    private mutating func end(_ now: Date) -> JobEnd {
        switch random.number(0...9) {
        case 0...3: .completed(result: random.pick([nil, "{\"n\":1}", "null"]))
        case 4...6: .failed(error: random.pick(["no answer", "'quoted' \"text\"", ""]))
        case 7: .snoozed(until: time(near: now), reason: "closed")
        case 8: .cancelled(reason: "stopped")
        default: .discarded(reason: "never")
        }
    }

    private mutating func newJob(_ now: Date) -> NewJob {
        NewJob(
            kind: kind(), args: args(),
            queue: random.pick(weighted: [
                (JobTable.inbox, 6), ("mail", 3), ("digest", 3), ("mail/town.example", 3),
                ("nobody's", 1),
            ]),
            priority: random.number(0...3), scheduledAt: sometimes(40) { $0.time(near: now) },
            expiresAt: sometimes(25) { $0.time(near: now) },
            maxAttempts: sometimes(30) { $0.number(1...3) }, uniqueKey: key(),
            scheduledFor: sometimes(20) { $0.time(near: now) })
    }

    private mutating func foreignRow(_ now: Date) -> ForeignRow {
        let created = time(near: now).unixMilliseconds
        var job = ModelJob(
            kind: kind(), args: args(),
            queue: random.pick(weighted: [
                (JobTable.inbox, 8), ("mail", 2), ("digest", 2), ("mail/town.example", 2),
                ("nobody's", 1), ("Mail", 1), (JobTable.held, 1),
            ]),
            priority: random.number(0...3), attempt: random.pick([0, 0, 0, 1, 7, 1_000_000]),
            scheduledAt: random.chance(percent: 50) ? created : time(near: now).unixMilliseconds,
            createdAt: created)
        job.maxAttempts = sometimes(30) { $0.number(1...1000) }
        job.expiresAt = sometimes(25) { $0.time(near: now).unixMilliseconds }
        job.uniqueKey = key()
        job.crashes = random.pick([0, 0, 0, 2])
        job.cancelRequestedAt = sometimes(10) { $0.time(near: now).unixMilliseconds }
        job.errorCount = random.pick([0, 0, 0, 3, 12])
        job.lastError = job.errorCount == 0 ? nil : "of another program"
        put(
            &job,
            in: random.pick(weighted: [
                (.available, 16), (.scheduled, 3), (.retryable, 2), (.running, 2), (.completed, 1),
                (.cancelled, 1), (.discarded, 1),
            ]), now)
        return ForeignRow(
            job: job, fault: sometimes(30) { $0.random.pick(ForeignRow.faults) })
    }

    /// What the table asks of a row in `state`.
    private mutating func put(_ job: inout ModelJob, in state: JobState, _ now: Date) {
        job.state = state
        if state.isFinal { job.finalizedAt = now.unixMilliseconds }
        guard state == .running else { return }
        job.worker = random.pick(["anna", "stranger"])
        job.leaseEndsAt = time(near: now).unixMilliseconds
        job.startedAt = sometimes(50) { _ in now.unixMilliseconds }
    }

    private mutating func kind() -> String {
        random.pick(weighted: [("letter", 4), ("plan", 3), ("novelty", 2), ("nonsense", 1)])
    }

    private mutating func args() -> String {
        random.pick(["{}", #"{"request":42}"#, #" { "straat" : "Één's \"plein\"" } "#])
    }

    /// One key in three has been there before.
    private mutating func key() -> String? {
        guard random.chance(percent: 40) else { return nil }
        if !random.chance(percent: 33) { keys += 1 }
        return "key \(keys)"
    }

    /// From an hour before `now` to two hours after; `now` itself is likely.
    private mutating func time(near now: Date) -> Date {
        if random.chance(percent: 10) { return now }
        let milliseconds = Int64(random.number(-3_600_000...7_200_000))
        return Date(unixMilliseconds: now.unixMilliseconds + milliseconds)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { random.number(range) }

    private mutating func sometimes<T>(_ percent: Int, _ make: (inout Self) -> T) -> T? {
        random.chance(percent: percent) ? make(&self) : nil
    }
}
