import Foundation
import GRDB
import Logging
import Model

/// One look at the tables: everything that happens to jobs without a worker, and what there is to do.
///
/// Runs in one short transaction; what is much is done a slice at a time.
struct Look: Sendable {
    let duties: Duties
    let control: JobControl
    /// The name under which this process claims.
    let worker: String
    /// Whether there is room on the disk; else nothing is written that can wait.
    let hasRoom: Bool
    /// Until when the jobs of this worker are held now; nil leaves their leases alone.
    let leasesTo: Date?
    /// Whether finished jobs are cleaned away as well.
    let cleans: Bool
    let now: Date
    /// By the clock that rates are measured by.
    let steady: Date
    let logger: Logger

    /// How many rows of each sort are dealt with in one look.
    static let slice = 500

    /// What it found.
    struct Findings: Sendable {
        /// By the name of the setup.
        var work: [String: Work] = [:]
        /// When the next job or occurrence is due.
        var next: Date?
        /// How long until a queue has earned its next job.
        var nextEarned: Duration?
        var cancelRequests: Set<Int64> = []
        var mustLookAgain = false
        /// Whether there was room on the disk; else due work was not looked for.
        var hadRoom = true
        /// Whether a cleaning came to its end.
        var isClean = false
    }

    /// What there is to do for the lanes of a setup.
    struct Work: Sendable {
        /// Queues with due jobs that are open.
        var open: [String] = []
        /// Due jobs in them, counted no further than the lanes could take.
        var due = 0
        /// Why queues with due jobs are not open, by queue.
        var paused: [String: String] = [:]
        /// Whether a rate keeps due jobs waiting.
        var waitsForRate = false
    }

    func run(_ db: Database) throws -> Findings {
        var findings = Findings()
        findings.cancelRequests = try JobTable(db).cancelRequestedRunning()
        findings.hadRoom = hasRoom
        guard hasRoom else { return findings }
        var times = try fire(db)
        if let leasesTo { try JobTable(db).extendLeases(worker: worker, to: leasesTo) }
        try rescue(db)
        let waiting = try JobTable(db).waitingQueues()
        findings.mustLookAgain = try tidy(waiting, db)
        try QueueTable(db).noticeFullness(now: now)
        for setup in duties.queues {
            findings.work[setup.name] = try work(
                of: setup, waiting.compactMap(\.name), &times, &findings, db)
        }
        if cleans { try clean(&findings, db) }
        findings.next = times.min()
        return findings
    }

    // MARK: What happens without a worker

    private func fire(_ db: Database) throws -> [Date] {
        try duties.schedules.compactMap { schedule in
            try ScheduleTable(db).fire(schedule, now: now, calendar: duties.calendar)
        }
    }

    private func rescue(_ db: Database) throws {
        for job in try JobTable(db).rescueStrangers(living: worker) {
            try control.tellRescued(job, now: now, in: db)
        }
    }

    /// - Returns: Whether something is left.
    private func tidy(_ waiting: [WaitingQueue], _ db: Database) throws -> Bool {
        let strangers = waiting.filter { $0.name.flatMap(duties.setup(of:)) == nil }
        let intake = try JobTable(db).intake(kinds: duties.kinds, strangers: strangers, now: now)
        let expiry = try expire(db)
        let cancelling = try cancel(db)
        return intake || expiry || cancelling
    }

    private func expire(_ db: Database) throws -> Bool {
        let expired = try JobTable(db).expired(now: now, limit: Self.slice)
        for job in expired { try control.lose(job.id, .expired, now: now, in: db) }
        return expired.count == Self.slice
    }

    private func cancel(_ db: Database) throws -> Bool {
        let unwanted = try JobTable(db).cancelRequestedWaiting(limit: Self.slice)
        for job in unwanted {
            try control.lose(job.id, .cancelled(reason: "cancelled on request"), now: now, in: db)
        }
        return unwanted.count == Self.slice
    }

    private func clean(_ findings: inout Findings, _ db: Database) throws {
        let cleaner = JobCleaner(kinds: duties.kinds, retention: duties.retention)
        let oldest = now.addingTimeInterval(-duties.retention.occurrences.seconds)
        let removed = try ScheduleTable(db).clean(before: oldest, limit: Self.slice)
        let isMore =
            try cleaner.runOnce(db, now: now) || removed == Self.slice
            || duties.cleaners.contains { try $0.runOnce(db, now: now) }
            || FreePages().runOnce(db)
        findings.isClean = !isMore
        if isMore { findings.mustLookAgain = true }
    }

    // MARK: What there is to do

    private func work(
        of setup: QueueSetup, _ waiting: [String], _ times: inout [Date],
        _ findings: inout Findings, _ db: Database
    ) throws -> Work {
        var work = Work()
        let wanted = setup.lanes * setup.ahead
        for name in Set(waiting + [setup.name]).sorted() where setup.owns(name) {
            let due = try JobTable(db).dueCount(
                queue: name, now: now, limit: max(1, wanted - work.due))
            if due > 0 { try sort(name, due, into: &work, &findings, db) }
            if let next = try JobTable(db).nextDue(queue: name, after: now) { times.append(next) }
        }
        return work
    }

    private func sort(
        _ name: String, _ due: Int, into work: inout Work, _ findings: inout Findings,
        _ db: Database
    ) throws {
        let queues = QueueTable(db)
        if let paused = try queues.pause(of: name) {
            work.paused[name] = paused
        } else if let wait = try queues.wait(of: name, now: steady), wait > .zero {
            work.waitsForRate = true
            findings.nextEarned = min(wait, findings.nextEarned ?? wait)
        } else {
            work.open.append(name)
            work.due += due
        }
    }
}
