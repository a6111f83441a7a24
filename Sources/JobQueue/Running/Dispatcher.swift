@preconcurrency import Dispatch
public import Foundation
import GRDB
public import Logging
public import Model
import Synchronization

/// The heart of the daemon: fires schedules, takes in rows, and starts lanes where jobs are due.
///
/// All its state is touched on one serial queue. It sleeps until the next job or occurrence is due, and is woken by a
/// lane that ends, by jobs enqueued in this process, and within a second by a commit of another process.
public final class Dispatcher: @unchecked Sendable {
    // because every property that changes is touched on `queue` only, and `stopping` is atomic

    private let queue = DispatchQueue(label: "buurtpost.dispatcher", qos: .userInitiated)
    private let ticks: CommitTicks
    private let clock: WallClock
    private let handlers: [String: any JobLifecycle]
    private let kinds: [String: JobKind]
    private let setups: [QueueSetup]
    private let schedules: [Schedule]
    private let calendar: LocalCalendar
    private let logger: Logger
    /// Random per start: a worker of a former life is nobody.
    private let worker: String
    private let stopping = Atomic(false)

    private var lanes: [String: Set<Int>] = [:]
    private var closedUntil: [String: DispatchTime] = [:]
    private var closedBecause: [String: String] = [:]
    private var timer: (any DispatchSourceTimer)?
    private var isWakeScheduled = false
    private var mustLookAgain = false
    /// Why the last look failed; nil when it did not.
    private var failure: (any Error)?
    private var idleWaiters: [@Sendable () -> Void] = []

    /// A claim ends with its lane, or with the process: the next daemon takes it back. The lease is for rows whose
    /// worker is no lane of this process.
    static let lease: Duration = .seconds(900)

    public init(
        ticks: CommitTicks, clock: WallClock, lifecycles: [any JobLifecycle], queues: [QueueSetup],
        schedules: [Schedule], calendar: LocalCalendar, worker: String, logger: Logger
    ) {
        self.ticks = ticks
        self.clock = clock
        handlers = Dictionary(uniqueKeysWithValues: lifecycles.map { ($0.kind.name, $0) })
        kinds = handlers.mapValues(\.kind)
        setups = queues
        self.schedules = schedules
        self.calendar = calendar
        self.worker = worker
        self.logger = logger
    }

    // MARK: Life

    /// Makes the jobs of a dead predecessor claimable again and installs the schedules. Call once, holding the lock,
    /// before anything else.
    public func prepare() throws {
        let (handlers, kinds, schedules, logger) = (handlers, kinds, schedules, logger)
        let now = clock.now()
        let suspects = try ticks.write { db in
            let table = JobTable(db)
            let suspects = try table.rescueAll()
            for job in suspects { try Self.tell(handlers, of: job, now, logger, db) }
            try table.releaseHeld(kinds: kinds, now: now)
            try ScheduleTable(db).install(schedules, now: now)
            return suspects.count
        }
        if suspects > 0 {
            logger.notice(
                "jobs of a process that died run again", metadata: ["begun": "\(suspects)"])
        }
    }

    /// Goes on until ``stop(grace:)``. Returns at once.
    public func start() {
        ticks.onForeignCommit { [weak self] in self?.wake() }
        queue.async {
            let timer = DispatchSource.makeTimerSource(queue: self.queue)
            timer.setEventHandler { @Sendable [weak self] in self?.look() }
            self.timer = timer
            timer.resume()
            self.look()
        }
    }

    /// Does everything that is due by the clock and returns when nothing is left that can run now.
    ///
    /// - Returns: Why queues are closed that still have due jobs, by queue; empty when all is done.
    /// - Throws: When the database cannot be read or written.
    public func drain() throws -> [String: String] {
        let idle = DispatchSemaphore(value: 0)
        queue.async {
            self.idleWaiters.append { idle.signal() }
            self.look()
        }
        idle.wait()
        let (failure, closed) = queue.sync { (self.failure, closedBecause) }
        if let failure { throw failure }
        return try closed.filter { try hasDue($0.key) }
    }

    private func hasDue(_ queue: String) throws -> Bool {
        let now = clock.now()
        return try ticks.write { try JobTable($0).dueCount(queue: queue, now: now, limit: 1) > 0 }
    }

    /// When the next job or occurrence is due after now; nil when nothing waits.
    public func nextDue() throws -> Date? {
        let (queues, schedules, now) = (setups.map(\.name), schedules, clock.now())
        return try ticks.write { db in
            let table = JobTable(db)
            let jobs = try queues.compactMap { try table.nextDue(queue: $0, after: now) }
            let names = schedules.map(\.name)
            let occurrences = try ScheduleTable(db).nextOccurrences(of: names)
            return (jobs + occurrences).min()
        }
    }

    /// Claims no more, lets running jobs end for `grace`, and gives the rest back.
    ///
    /// - Returns: Whether all lanes ended in time.
    @discardableResult
    public func stop(grace: Duration) -> Bool {
        stopping.store(true, ordering: .releasing)
        let idle = DispatchSemaphore(value: 0)
        queue.async {
            self.timer?.cancel()
            self.timer = nil
            self.idleWaiters.append { idle.signal() }
            self.tellIdle()
        }
        return idle.wait(timeout: .now() + grace.seconds) == .success
    }

    /// Looks for work soon; many calls in a row are one.
    public func wake() {
        queue.async {
            guard !self.isWakeScheduled else { return }
            self.isWakeScheduled = true
            self.queue.async {
                self.isWakeScheduled = false
                self.look()
            }
        }
    }

    /// What handlers and workers may use.
    public var context: JobContext {
        JobContext(
            clock: clock, ticks: ticks,
            isStopping: { [weak self] in self?.stopping.load(ordering: .acquiring) ?? true },
            wake: { [weak self] in self?.wake() })
    }

    // MARK: Looking for work

    /// What one look at the tables finds.
    private struct Findings: Sendable {
        /// Due jobs by queue, counted no further than the lanes could take.
        var due: [String: Int] = [:]
        var next: Date?
        var mustLookAgain = false
    }

    private func look() {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !stopping.load(ordering: .acquiring) else { return tellIdle() }
        do {
            let findings = try find()
            failure = nil
            mustLookAgain = findings.mustLookAgain
            for setup in setups { startLanes(of: setup, due: findings.due[setup.name] ?? 0) }
            setTimer(to: findings.next)
            if findings.mustLookAgain { wake() }
        } catch {
            logger.error("the queue could not be read", metadata: ["error": "\(error)"])
            failure = error
            mustLookAgain = false
            setTimer(to: nil)
        }
        tellIdle()
    }

    private func find() throws -> Findings {
        let now = clock.now()
        let (setups, schedules, calendar, handlers, kinds) =
            (setups, schedules, calendar, handlers, kinds)
        let (worker, logger) = (worker, logger)
        let owned = Set(setups.map(\.name))
        return try ticks.write { db in
            var findings = Findings()
            let table = JobTable(db)
            var times: [Date] = []
            for schedule in schedules {
                if let next = try ScheduleTable(db).fire(schedule, now: now, calendar: calendar) {
                    times.append(next)
                }
            }
            findings.mustLookAgain = try table.intake(
                kinds: kinds, owns: { owned.contains($0) }, now: now)
            if try Self.expire(handlers, now, logger, db) { findings.mustLookAgain = true }
            for job in try table.rescueExpiredLeases(now: now, living: worker) {
                try Self.tell(handlers, of: job, now, logger, db)
            }
            for setup in setups {
                findings.due[setup.name] = try table.dueCount(
                    queue: setup.name, now: now, limit: setup.lanes * setup.ahead)
                if let next = try table.nextDue(queue: setup.name, after: now) {
                    times.append(next)
                }
            }
            findings.next = times.min()
            return findings
        }
    }

    private static let expirySlice = 500

    private static func expire(
        _ handlers: [String: any JobLifecycle], _ now: Date, _ logger: Logger, _ db: Database
    ) throws -> Bool {
        let table = JobTable(db)
        let expired = try table.expired(now: now, limit: expirySlice)
        for job in expired {
            try table.discardWaiting(job.id, reason: "expired", now: now)
            try db.hook(logger, ["job": "\(job.id)", "kind": "\(job.kind)"]) {
                try handlers[job.kind]?.gaveUp(job, because: "expired", now: now, in: db)
            }
        }
        return expired.count == expirySlice
    }

    /// Tells a kind that a worker died over its job.
    private static func tell(
        _ handlers: [String: any JobLifecycle], of job: Job, _ now: Date, _ logger: Logger,
        _ db: Database
    ) throws {
        try db.hook(logger, ["job": "\(job.id)", "kind": "\(job.kind)"]) {
            try handlers[job.kind]?.rescued(job, now: now, in: db)
        }
    }

    // MARK: Lanes

    private func startLanes(of setup: QueueSetup, due: Int) {
        guard due > 0, isOpen(setup.name) else { return }
        let wanted = min(setup.lanes, (due + setup.ahead - 1) / setup.ahead)
        for number in 0..<setup.lanes where lanes[setup.name, default: []].count < wanted {
            if lanes[setup.name, default: []].insert(number).inserted {
                startLane(number, of: setup)
            }
        }
    }

    private func startLane(_ number: Int, of setup: QueueSetup) {
        let context = context
        let terms = JobFeed.Terms(
            queue: setup.name, worker: worker, ahead: setup.ahead, lease: Self.lease,
            handlers: handlers, context: context, logger: logger)
        let laneWorker = setup.worker ?? HandlerWorker(handlers: handlers, context: context)
        // A queue of its own, without a target: it has a thread of its own while it blocks.
        DispatchQueue(label: "buurtpost.lane.\(setup.name).\(number)").async {
            let feed = JobFeed(terms)
            let end = Self.end(of: feed, laneWorker.work(feed))
            feed.close()
            self.queue.async { self.laneEnded(number, of: setup.name, end) }
        }
    }

    /// A lane that could not claim would be started again at once, and fail again.
    private static func end(of feed: JobFeed, _ end: LaneEnd) -> LaneEnd {
        guard let failure = feed.failure else { return end }
        return .closed(wait: .seconds(5), reason: "\(failure)")
    }

    private func laneEnded(_ number: Int, of name: String, _ end: LaneEnd) {
        lanes[name]?.remove(number)
        if case .closed(let wait, let reason) = end { close(name, for: wait, because: reason) }
        look()
    }

    private func close(_ name: String, for wait: Duration, because reason: String) {
        if closedUntil[name] == nil {
            logger.warning(
                "a queue is closed for a while",
                metadata: ["queue": "\(name)", "wait": "\(wait)", "reason": "\(reason)"])
        }
        closedBecause[name] = reason
        closedUntil[name] = .now() + wait.seconds
        queue.asyncAfter(deadline: .now() + wait.seconds) { [weak self] in self?.reopen(name) }
    }

    private func reopen(_ name: String) {
        guard let until = closedUntil[name], until <= .now() else { return }
        closedUntil[name] = nil
        closedBecause[name] = nil
        look()
    }

    private func isOpen(_ name: String) -> Bool { closedUntil[name] == nil }

    // MARK: Timer and idleness

    /// By the wall clock, so that it follows when that is set; at most a minute ahead, for nobody tells of a step back.
    private func setTimer(to next: Date?) {
        guard let timer else { return }
        let wait = min(max(next?.timeIntervalSince(clock.now()) ?? 60, 0), 60)
        timer.schedule(wallDeadline: .now() + wait)
    }

    private func tellIdle() {
        guard lanes.values.allSatisfy(\.isEmpty), !mustLookAgain || isStopping else { return }
        let waiters = idleWaiters
        idleWaiters = []
        for waiter in waiters { waiter() }
    }

    private var isStopping: Bool { stopping.load(ordering: .acquiring) }
}
