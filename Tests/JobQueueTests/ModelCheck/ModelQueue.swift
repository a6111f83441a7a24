import Foundation
import JobQueue
import Model

/// The queue as docs/job-states.md describes it, in memory and without any cleverness: what the job table is checked
/// against.
struct ModelQueue: CheckedQueue {
    private var jobs: [ModelJob] = []
    private var lastID: Int64 = 0
    /// Everything that was ever claimed, by ticket.
    private(set) var tickets: [Ticket] = []
    private var paused: Set<String> = []
    private var capacities: [String: Int] = [:]
    private var full: Set<String> = []

    /// What a worker needs to end an attempt.
    struct Ticket {
        let job: ClaimedJob
        let worker: String
    }

    mutating func perform(_ step: QueueStep, now date: Date) -> QueueAnswer {
        let now = date.unixMilliseconds
        switch step {
        case .enqueue(let job): return enqueue(job, now)
        case .insert(let row): return insert(row)
        case .claim(let queue, let limit, let worker, let lease):
            let end = (date + lease).unixMilliseconds
            return .jobs(claim(queue, limit, worker, now, leaseEndsAt: end))
        case .start(let ticket): return .yes(start(ticket, now))
        case .finish(let ticket, let end, let retryAfter):
            let retryAt = (date + retryAfter).unixMilliseconds
            return .state(finish(ticket, end, now, retryAt: retryAt))
        case .giveBack(let tickets):
            for ticket in tickets { held(ticket) { $0.undoClaim() } }
            return .nothing
        case .extendLeases(let worker, let lease):
            let end = (date + lease).unixMilliseconds
            for index in jobs.indices where jobs[index].worker == worker {
                jobs[index].leaseEndsAt = end
            }
            return .nothing
        case .lose(let id, let loss): return .yes(lose(id, loss, now))
        case .look(let worker, let isUpgraded):
            return .ids(look(worker, ModelKinds.known(isUpgraded), now))
        case .releaseHeld(let isUpgraded):
            releaseHeld(ModelKinds.known(isUpgraded), now)
            return .nothing
        case .takeOver(let guilty): return .jobs(takeOver(guilty, now))
        case .requestCancel, .order, .pause, .resume, .limit: return operate(step, now)
        }
    }

    mutating func abandon(_ step: QueueStep, now: Date) {}

    mutating func reopen() {}

    func rows() -> [ModelJob] { jobs }

    func view(of queues: [String], now date: Date) -> QueueView {
        let now = date.unixMilliseconds
        var view = QueueView()
        for queue in queues {
            let waiting = jobs.filter { $0.isWaiting && $0.queue == queue }
            view.due[queue] = waiting.count { $0.scheduledAt <= now }
            view.next[queue] = waiting.map(\.scheduledAt).filter { $0 > now }.min()
            view.permits[queue] = isPaused(queue) ? 0 : 5
        }
        view.full = full.sorted()
        view.waiting = Set(jobs.filter(\.isWaiting).map(\.queue)).sorted()
        view.counts = Dictionary(
            jobs.map { ("\($0.queue) \($0.state)", 1) }, uniquingKeysWith: +)
        return view
    }

    /// Says which id the next row has: ids rise and are never used again, but they may leave gaps.
    mutating func expect(id: Int64) {
        lastID = max(lastID, id - 1)
    }

    /// Whether the attempt of `ticket` goes on: its job is running in the hands of its worker.
    func isHeld(_ ticket: Int) -> Bool { index(heldBy: ticket) != nil }

    // MARK: What each step means

    private mutating func enqueue(_ job: NewJob, _ now: Int64) -> QueueAnswer {
        if isFull(kind: job.kind, queue: job.queue) { return .refused }
        if let other = double(kind: job.kind, key: job.uniqueKey) {
            return .enqueued(.exists(id: other.id, state: other.state))
        }
        let at = job.scheduledAt?.unixMilliseconds ?? now
        var row = ModelJob(
            kind: job.kind, args: job.args, queue: job.queue,
            state: at > now ? .scheduled : .available, scheduledAt: at, createdAt: now)
        row.priority = job.priority
        row.maxAttempts = job.maxAttempts
        row.expiresAt = job.expiresAt?.unixMilliseconds
        row.uniqueKey = job.uniqueKey
        row.scheduledFor = job.scheduledFor?.unixMilliseconds
        return .enqueued(.inserted(id: append(row)))
    }

    private mutating func insert(_ row: ForeignRow) -> QueueAnswer {
        guard row.fault == nil,
            row.job.state.isFinal || !isFull(kind: row.job.kind, queue: row.job.queue),
            double(kind: row.job.kind, key: row.job.uniqueKey) == nil
        else {
            return .refused
        }
        return .enqueued(.inserted(id: append(row.job)))
    }

    private func isFull(kind: String, queue: String) -> Bool {
        full.contains(queue) || ModelKinds.upgraded[kind].map { full.contains($0.queue) } ?? false
    }

    private func double(kind: String, key: String?) -> ModelJob? {
        guard let key else { return nil }
        return jobs.first { $0.kind == kind && $0.uniqueKey == key }
    }

    private mutating func append(_ row: ModelJob) -> Int64 {
        lastID += 1
        jobs.append(row)
        jobs[jobs.count - 1].id = lastID
        return lastID
    }

    private mutating func claim(
        _ queue: String, _ limit: Int, _ worker: String, _ now: Int64, leaseEndsAt: Int64
    ) -> [ClaimedJob] {
        if isPaused(queue) { return [] }
        let wanted = jobs.indices.filter {
            jobs[$0].isDue(now) && jobs[$0].queue == queue && jobs[$0].cancelRequestedAt == nil
        }
        let due = wanted.sorted {
            let (one, other) = (jobs[$0], jobs[$1])
            return (one.priority, one.scheduledAt, one.id)
                < (other.priority, other.scheduledAt, other.id)
        }
        return due.prefix(limit).map { index in
            jobs[index].state = .running
            jobs[index].attempt = min(jobs[index].attempt + 1, 1_000_000)
            jobs[index].worker = worker
            jobs[index].leaseEndsAt = leaseEndsAt
            jobs[index].startedAt = nil
            let claimed = jobs[index].claimed
            tickets.append(Ticket(job: claimed, worker: worker))
            return claimed
        }
    }

    private func isPaused(_ queue: String) -> Bool {
        paused.contains(queue) || paused.contains(String(queue.prefix { $0 != "/" }))
    }

    private mutating func start(_ ticket: Int, _ now: Int64) -> Bool {
        guard let index = index(heldBy: ticket), jobs[index].cancelRequestedAt == nil else {
            return false
        }
        jobs[index].startedAt = now
        return true
    }

    private func index(heldBy ticket: Int) -> Int? {
        let ticket = tickets[ticket]
        return jobs.firstIndex {
            $0.id == ticket.job.id && $0.state == .running && $0.worker == ticket.worker
                && $0.attempt == ticket.job.attempt
        }
    }

    /// Changes the job of `ticket` when its attempt goes on; says whether it does.
    @discardableResult
    private mutating func held(_ ticket: Int, _ change: (inout ModelJob) -> Void) -> Bool {
        guard let index = index(heldBy: ticket) else { return false }
        change(&jobs[index])
        return true
    }

    private mutating func finish(_ ticket: Int, _ end: JobEnd, _ now: Int64, retryAt: Int64)
        -> JobState?
    {
        let claimed = tickets[ticket].job
        var state: JobState?
        held(ticket) { job in
            switch end {
            case .completed(let result):
                job.result = result.map { Self.json($0) }
                job.end(as: .completed, now: now)
            case .discarded(let reason): job.end(as: .discarded, because: reason, now: now)
            case .cancelled(let reason): job.end(as: .cancelled, because: reason, now: now)
            case .failed(let error) where claimed.attempt >= claimed.maxAttempts:
                job.end(as: .discarded, because: error, now: now)
            case .failed(let error) where job.cancelRequestedAt != nil,
                .snoozed(_, let error) where job.cancelRequestedAt != nil:
                job.end(as: .cancelled, because: error, now: now)
            case .failed(let error):
                job.note(error)
                job.state = .retryable
                job.scheduledAt = retryAt
                job.leave()
            case .snoozed(let until, let reason):
                job.note(reason)
                job.state = .scheduled
                job.scheduledAt = until.unixMilliseconds
                job.attempt -= 1
                job.leave()
            }
            state = job.state
        }
        return state
    }

    /// What is no JSON is kept as a JSON string.
    private static func json(_ result: String) -> String {
        (try? JSONSerialization.jsonObject(with: Data(result.utf8), options: .fragmentsAllowed))
            == nil ? "\"\(result)\"" : result
    }

    private mutating func lose(_ id: Int64, _ loss: JobLoss, _ now: Int64) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.id == id && $0.isWaiting }) else {
            return false
        }
        jobs[index].end(as: loss.state, because: loss.reason, now: now)
        return true
    }

    // MARK: What the dispatcher does

    private mutating func look(_ worker: String, _ kinds: [String: JobKind], _ now: Int64)
        -> [Int64]
    {
        let toStop = jobs.filter { $0.state == .running && $0.cancelRequestedAt != nil }.map(\.id)
        _ = rescue { $0.worker != worker }
        intake(kinds, now)
        for job in jobs where job.expiresAt.map({ $0 < now }) ?? false {
            _ = lose(job.id, .expired, now)
        }
        for job in jobs where job.cancelRequestedAt != nil {
            _ = lose(job.id, .cancelled(reason: "cancelled on request"), now)
        }
        noticeFullness()
        clean(kinds, now)
        return toStop
    }

    private mutating func noticeFullness() {
        for (name, capacity) in capacities {
            let waiting = jobs.count { $0.isWaiting && $0.queue == name }
            if waiting >= capacity { full.insert(name) }
            // Open again when a tenth is done, at least one.
            if waiting < capacity, waiting <= capacity - capacity / 10 { full.remove(name) }
        }
    }

    private mutating func clean(_ kinds: [String: JobKind], _ now: Int64) {
        jobs.removeAll { job in
            guard let end = job.finalizedAt else { return false }
            let retention = kinds[job.kind]?.retention ?? ModelKinds.retention
            let kept = job.state == .discarded ? retention.discarded : retention.finished
            return end < now - kept.milliseconds
        }
    }

    /// - Returns: Those that had better run alone first, as they were.
    private mutating func takeOver(_ guilty: Int64, _ now: Int64) -> [ClaimedJob] {
        var begun = rescue { _ in true }
        guard begun.contains(where: { $0.id == guilty }),
            let index = jobs.firstIndex(where: { $0.id == guilty })
        else { return begun }
        jobs[index].crashes += 1
        if jobs[index].crashes >= 3 {
            _ = lose(guilty, .quarantined(crashes: jobs[index].crashes), now)
            begun.removeAll { $0.id == guilty }
        }
        return begun
    }

    // MARK: What people do

    private mutating func operate(_ step: QueueStep, _ now: Int64) -> QueueAnswer {
        switch step {
        case .requestCancel(let id): return .yes(requestCancel(id, now))
        case .order(let order, let id): return .outcome(carryOut(order, id, now))
        case .pause(let name): paused.insert(name)
        case .resume(let name): return .yes(paused.remove(name) != nil)
        case .limit(let name, let capacity):
            capacities[name] = capacity
            if capacity == nil { full.remove(name) }
        default: preconditionFailure("no step of people")
        }
        return .nothing
    }

    private mutating func requestCancel(_ id: Int64, _ now: Int64) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.id == id && !$0.state.isFinal }) else {
            return false
        }
        jobs[index].cancelRequestedAt = jobs[index].cancelRequestedAt ?? now
        return true
    }

    private mutating func carryOut(_ order: JobOrder, _ id: Int64, _ now: Int64) -> JobTally {
        guard let index = jobs.firstIndex(where: { $0.id == id }) else { return .unknown(id) }
        let state = jobs[index].state
        switch order {
        case .retry:
            guard state != .running, state != .completed else { return .impossible(id, state) }
            jobs[index].runNow(now)
        case .cancel where state == .cancelled: break
        case .cancel(let reason) where state == .running:
            if jobs[index].cancelRequestedAt == nil { jobs[index].note("asked to stop: \(reason)") }
            _ = requestCancel(id, now)
            return .requested(id)
        case .cancel(let reason):
            guard requestCancel(id, now) else { return .impossible(id, state) }
            _ = lose(id, .cancelled(reason: reason), now)
        case .discard(let reason):
            guard lose(id, .discarded(reason: reason), now) else { return .impossible(id, state) }
        }
        return .done(id)
    }

    // MARK: Intake and rescue

    private mutating func intake(_ kinds: [String: JobKind], _ now: Int64) {
        let owned = ModelKinds.queues
        for index in jobs.indices where jobs[index].isWaiting {
            let queue = jobs[index].queue
            if !owned.contains(queue) && queue != JobTable.held {
                arrive(&jobs[index], kinds, now)
            }
            if jobs[index].queue == JobTable.held && jobs[index].scheduledAt <= now {
                jobs[index].errorCount += 1
                jobs[index].lastError = "unknown kind"
                jobs[index].end(as: .discarded, now: now)
            }
        }
    }

    private func arrive(_ job: inout ModelJob, _ kinds: [String: JobKind], _ now: Int64) {
        guard let kind = kinds[job.kind] else { return hold(&job, now) }
        job.queue = kind.queue
        job.maxAttempts = job.maxAttempts ?? kind.maxAttempts
        // Both were left to their defaults: due by the daemon's own clock.
        if job.scheduledAt == job.createdAt { job.scheduledAt = now }
        if job.expiresAt == nil, let lifetime = kind.lifetime {
            job.expiresAt = min(99_999_999_999_999, job.scheduledAt + lifetime.milliseconds)
        }
    }

    private func hold(_ job: inout ModelJob, _ now: Int64) {
        job.queue = JobTable.held
        job.state = .scheduled
        job.scheduledAt = now + JobTable.patienceForUnknownKinds.milliseconds
        job.errorCount += 1
        job.lastError = "unknown kind"
    }

    private mutating func releaseHeld(_ kinds: [String: JobKind], _ now: Int64) {
        for index in jobs.indices
        where jobs[index].isWaiting && jobs[index].queue == JobTable.held
            && kinds[jobs[index].kind] != nil
        {
            jobs[index].queue = JobTable.inbox
            jobs[index].state = .available
            jobs[index].scheduledAt = now
        }
    }

    /// - Returns: Those whose work had begun, as they were.
    private mutating func rescue(_ isLost: (ModelJob) -> Bool) -> [ClaimedJob] {
        var begun: [ClaimedJob] = []
        for index in jobs.indices where jobs[index].state == .running && isLost(jobs[index]) {
            if jobs[index].startedAt != nil { begun.append(jobs[index].claimed) }
            jobs[index].undoClaim()
        }
        return begun
    }
}
