@preconcurrency import Dispatch
public import Foundation
public import GRDB
public import Logging
import Model
import Synchronization

/// The heart of the daemon: fires schedules, takes in rows, and starts lanes where jobs are due.
///
/// All its state is touched on one serial queue. It sleeps until the next job or occurrence is due, and is woken by a
/// lane that ends, by jobs enqueued in this process, and by the commits of other processes.
public final class Dispatcher: @unchecked Sendable {
    // because every property that changes is touched on `queue` only, or is atomic

    private let queue = DispatchQueue(label: "buurtpost.dispatcher", qos: .userInitiated)
    private let ticks: CommitTicks
    private let clock: WallClock
    private let steady: WallClock
    private let guards: Guards
    private let logger: Logger
    /// Random per start: a worker of a former life is nobody.
    private let worker: String
    private let stopping = Atomic(false)
    /// Rises when the duties change: lanes with former ones end after the job in hand.
    private let generation = Atomic(0)
    private let cancelRequests = CancelRequests()

    private var duties: Duties
    private var turns: [String: QueueTurns] = [:]
    private var lanes: [String: Set<Int>] = [:]
    private var suspects = Suspects()
    private var closed = ClosedQueues()
    private var upkeep = Upkeep()
    private var timer: (any DispatchSourceTimer)?
    private var isWakeScheduled = false
    private var mustLookAgain = false
    private var isWaitingForRate = false
    /// Whether the last look left due jobs alone because their ends could not be recorded.
    private var isShortOfRoom = false
    /// When the next look without a sign comes, by the monotonic clock.
    private var recheckAt: DispatchTime?
    /// Why the last look failed; nil when it did not.
    private var failure: (any Error)?
    private var idleWaiters: [@Sendable () -> Void] = []

    /// A claim ends with its lane, or with the process: the next daemon takes it back. The lease tells people and other
    /// programs how long this process vouches for it.
    static let lease: Duration = .seconds(900)
    /// How soon to look again after a look that failed: nobody tells when a lock is given back.
    private static let patienceWithDatabase: Duration = .seconds(5)

    /// What the world around a dispatcher tells it and is told.
    public struct Guards: Sendable {
        /// Whether there is room to write down what becomes of another job. Asked often. The default is yes.
        public var hasRoom: @Sendable () -> Bool = { true }
        /// Called after each look, when the lanes have been started: the time for what can wait. The default does nothing.
        public var afterLook: @Sendable (Date) -> Void = { _ in }
        /// Called in the transaction of a look; what it throws undoes the look. The default does nothing.
        public var record: @Sendable (Database, Date) throws -> Void = { _, _ in }

        var takesOver: @Sendable (Database, Date) throws -> Void = { _, _ in }
        var blame: @Sendable ([Int64]) -> CrashBlame = { CrashBlame(counted: nil, suspects: $0) }
        var runsAlone: @Sendable (Int64?) -> Void = { _ in }

        /// - Parameter takeover: From the process that had the database before; nil when nothing is known of one, as
        ///   in tests.
        public init(_ takeover: Takeover? = nil) {
            guard let takeover else { return }
            takesOver = takeover.judge
            blame = takeover.blame
            runsAlone = takeover.runsAlone
        }
    }

    /// - Parameters:
    ///   - steady: What rates are measured by: a clock that nobody sets, not even a drain.
    public init(
        ticks: CommitTicks, clock: WallClock, steady: WallClock = .steady, duties: Duties,
        guards: Guards = Guards(), worker: String, logger: Logger
    ) {
        self.ticks = ticks
        self.clock = clock
        self.steady = steady
        self.duties = duties
        self.guards = guards
        self.worker = worker
        self.logger = logger
    }

    // MARK: Life

    /// Makes the jobs of a dead predecessor claimable again and installs the schedules. Call once, holding the lock,
    /// before anything else.
    public func prepare() throws {
        let (duties, guards, now) = (duties, guards, clock.now())
        let rescue = Rescue(duties: duties, blame: guards.blame, now: now, logger: logger)
        let suspects = try ticks.write { db in
            try guards.takesOver(db, now)
            let suspects = try rescue.run(db)
            try Self.install(duties, now: now, db)
            return suspects
        }
        queue.sync { self.suspects = Suspects(suspects) }
    }

    /// Goes on with other duties: lanes end after the job in hand, new ones work by the new duties.
    ///
    /// - Throws: When the database does not take the schedules; then the former duties hold.
    public func replace(_ duties: Duties) throws {
        let now = clock.now()
        try ticks.write { db in try Self.install(duties, now: now, db) }
        queue.sync {
            self.duties = duties
            self.generation.add(1, ordering: .acquiringAndReleasing)
        }
        wake()
    }

    private static func install(_ duties: Duties, now: Date, _ db: Database) throws {
        try QueueTable(db).know(duties.kinds.values)
        try JobTable(db).releaseHeld(kinds: duties.kinds, now: now)
        try ScheduleTable(db).install(duties.schedules, now: now, calendar: duties.calendar)
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
        let (failure, closed, isShortOfRoom) = queue.sync {
            (self.failure, self.closed.reasons, self.isShortOfRoom)
        }
        if let failure { throw failure }
        let reasons = isShortOfRoom ? try shortOfRoom() : closed
        return try reasons.filter { try hasDue($0.key) }
    }

    private func shortOfRoom() throws -> [String: String] {
        let names = try ticks.write { try JobTable($0).waitingQueues().compactMap(\.name) }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, "the disk is almost full") })
    }

    private func hasDue(_ queue: String) throws -> Bool {
        let now = clock.now()
        return try ticks.write { try JobTable($0).dueCount(queue: queue, now: now, limit: 1) > 0 }
    }

    /// When the next job or occurrence is due after now; nil when nothing waits.
    public func nextDue() throws -> Date? {
        let (duties, now) = (queue.sync { self.duties }, clock.now())
        return try ticks.write { db in
            let table = JobTable(db)
            let queues = try table.waitingQueues().compactMap(\.name)
                .filter { duties.setup(of: $0) != nil }
            let jobs = try queues.compactMap { try table.nextDue(queue: $0, after: now) }
            let names = duties.schedules.map(\.name)
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

    /// Tells which queues are closed, on the dispatcher's own queue, after everything asked before.
    ///
    /// Returns at once; that `tell` is called shows that the dispatcher is not stuck. `tell` must return at once.
    public func report(_ tell: @escaping @Sendable ([ClosedQueue]) -> Void) {
        queue.async { tell(self.closed.all) }
    }

    /// What handlers and workers may use.
    public var context: JobContext {
        JobContext(
            clock: clock, ticks: ticks,
            isStopping: { [weak self] in self?.stopping.load(ordering: .acquiring) ?? true },
            wake: { [weak self] in self?.wake() }, worker: worker, cancelRequests: cancelRequests)
    }

    // MARK: Looking for work

    private func look() {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !isStopping else { return tellIdle() }
        do {
            act(on: try find())
            failure = nil
        } catch {
            logger.error("the queue could not be read", metadata: ["error": "\(error)"])
            failure = error
            mustLookAgain = false
            isWaitingForRate = false
            setTimer(to: nil)
            if timer != nil { look(after: Self.patienceWithDatabase) }
        }
        tellIdle()
    }

    private func find() throws -> Look.Findings {
        let now = clock.now()
        let due = upkeep.due(now: now, steady: steady.now(), isWorking: isWorking)
        let look = Look(
            duties: duties, control: control, worker: worker,
            hasRoom: guards.hasRoom(),
            leasesTo: due.leases ? now.addingTimeInterval(Self.lease.seconds) : nil,
            cleans: due.cleaning, now: now, steady: steady.now(), logger: logger)
        let record = guards.record
        let findings = try ticks.write(repeatable: true) { db in
            try record(db, now)
            return try look.run(db)
        }
        if findings.isClean { upkeep.cleaned(now: now) }
        return findings
    }

    private func act(on findings: Look.Findings) {
        mustLookAgain = findings.mustLookAgain
        isWaitingForRate = findings.nextEarned != nil
        cancelRequests.set(findings.cancelRequests)
        closed.setPaused(
            findings.work.values.reduce(into: [:]) { $0.merge($1.paused) { one, _ in one } })
        setTimer(to: findings.next)
        if let wait = findings.nextEarned { look(after: wait) }
        for setup in duties.queues { turns(of: setup).set(findings.work[setup.name]?.open ?? []) }
        isShortOfRoom = !findings.hadRoom || !guards.hasRoom()
        if isShortOfRoom {
            look(after: .seconds(1))
        } else {
            startWork(findings)
        }
        if findings.mustLookAgain { wake() }
        guards.afterLook(clock.now())
    }

    /// The earliest of all that were asked for comes, and decides anew: if each look brought about one of its own, each
    /// sign in between would add to them for ever.
    private func look(after wait: Duration) {
        let time = DispatchTime.now() + wait.seconds
        if let recheckAt, recheckAt <= time { return }
        recheckAt = time
        queue.asyncAfter(deadline: time) { [weak self] in self?.recheck(time) }
    }

    private func recheck(_ time: DispatchTime) {
        guard recheckAt == time else { return }
        recheckAt = nil
        look()
    }

    private var control: JobControl { JobControl(lifecycles: duties.lifecycles, logger: logger) }

    private func turns(of setup: QueueSetup) -> QueueTurns {
        if let known = turns[setup.name] { return known }
        let new = QueueTurns()
        turns[setup.name] = new
        return new
    }

    // MARK: Lanes

    /// While a suspect runs alone, the others wait.
    private func startWork(_ findings: Look.Findings) {
        guard suspects.alone == nil else { return }
        while let suspect = suspects.next() {
            if isWorking || startAlone(suspect) { return }
        }
        for setup in duties.queues {
            startLanes(of: setup, due: findings.work[setup.name]?.due ?? 0)
        }
    }

    private func startAlone(_ suspect: Job) -> Bool {
        guard let setup = duties.setup(of: suspect.queue), isOpen(setup.name),
            !closed.isPaused(suspect.queue)
        else { return false }
        logger.notice(
            "a job that was begun when the process died runs alone first",
            metadata: ["job": "\(suspect.id)", "kind": "\(suspect.kind)"])
        guards.runsAlone(suspect.id)
        lanes[setup.name, default: []].insert(0)
        startLane(0, of: setup, alone: suspect.id)
        queue.asyncAfter(deadline: .now() + Suspects.patience.seconds) { [weak self] in
            self?.endAlone(suspect.id, isOver: false)
        }
        return true
    }

    /// - Parameter isOver: Whether its lane has ended; else the others go on beside it.
    private func endAlone(_ id: Int64, isOver: Bool) {
        guard suspects.release(id) else { return }
        guards.runsAlone(nil)
        if !isOver { suspects.giveUp() }
        look()
    }

    private func startLanes(of setup: QueueSetup, due: Int) {
        guard due > 0, isOpen(setup.name) else { return }
        let wanted = min(setup.lanes, (due + setup.ahead - 1) / setup.ahead)
        for number in 0..<setup.lanes where lanes[setup.name, default: []].count < wanted {
            if lanes[setup.name, default: []].insert(number).inserted {
                startLane(number, of: setup, alone: nil)
            }
        }
    }

    private func startLane(_ number: Int, of setup: QueueSetup, alone: Int64?) {
        let terms = terms(of: setup, alone: alone)
        let laneWorker =
            setup.worker ?? HandlerWorker(handlers: terms.handlers, context: terms.context)
        // A queue of its own, without a target: it has a thread of its own while it blocks.
        DispatchQueue(label: "buurtpost.lane.\(setup.name).\(number)").async {
            let feed = JobFeed(terms)
            let end = CrashMark.coverThisThread { Self.end(of: feed, laneWorker.work(feed)) }
            feed.close()
            self.queue.async { self.laneEnded(number, of: setup.name, end, alone: alone) }
        }
    }

    private func terms(of setup: QueueSetup, alone: Int64?) -> JobFeed.Terms {
        let (generation, hasRoom) = (self.generation.load(ordering: .acquiring), guards.hasRoom)
        return JobFeed.Terms(
            setup: setup, turns: turns(of: setup), alone: alone, lease: Self.lease,
            handlers: duties.handlers, control: control, context: context, steady: steady,
            mayBegin: { [weak self] in
                guard let self else { return false }
                return !isStopping && hasRoom()
                    && self.generation.load(ordering: .acquiring) == generation
            }, logger: logger)
    }

    /// A lane that could not claim would be started again at once, and fail again.
    private static func end(of feed: JobFeed, _ end: LaneEnd) -> LaneEnd {
        guard let failure = feed.failure else { return end }
        return .closed(wait: .seconds(5), reason: "\(failure)")
    }

    private func laneEnded(_ number: Int, of name: String, _ end: LaneEnd, alone: Int64?) {
        lanes[name]?.remove(number)
        switch end {
        case .closed(let wait, let reason): close(name, for: wait, because: reason)
        case .done: closed.succeeded(name)
        }
        if let alone { endAlone(alone, isOver: true) }
        look()
    }

    private func close(_ name: String, for wait: Duration, because reason: String) {
        if closed.close(
            name, until: .now() + wait.seconds, because: reason, now: clock.now())
        {
            logger.warning(
                "a queue is closed for a while",
                metadata: ["queue": "\(name)", "wait": "\(wait)", "reason": "\(reason)"])
        }
        queue.asyncAfter(deadline: .now() + wait.seconds) { [weak self] in self?.reopen(name) }
    }

    private func reopen(_ name: String) {
        if closed.reopen(name, now: .now()) { look() }
    }

    private func isOpen(_ name: String) -> Bool { closed.isOpen(name) }

    private var isWorking: Bool { !lanes.values.allSatisfy(\.isEmpty) }

    // MARK: Timer and idleness

    /// By the wall clock, so that it follows when that is set; at most a minute ahead, for nobody tells of a step back.
    private func setTimer(to next: Date?) {
        guard let timer else { return }
        let wait = min(max(next?.timeIntervalSince(clock.now()) ?? 60, 0), 60)
        timer.schedule(wallDeadline: .now() + wait)
    }

    private func tellIdle() {
        let hasSuspects = !suspects.isEmpty && !isShortOfRoom
        let mustWait = mustLookAgain || isWaitingForRate || hasSuspects
        guard !isWorking, !mustWait || isStopping else { return }
        let waiters = idleWaiters
        idleWaiters = []
        for waiter in waiters { waiter() }
    }

    private var isStopping: Bool { stopping.load(ordering: .acquiring) }
}
