import Foundation
import GRDB
import JobQueue
import Logging

/// Does what the kind and the arguments of each job say, and writes the proof of it.
struct ProbeWorker: LaneWorker {
    /// The process's random name, the same that claims.
    let name: String
    /// Reads only: a read in a tick would fail when the tick cannot be committed, and so fail the attempt.
    let reader: DatabaseQueue
    let ticks: CommitTicks
    let clock: WallClock
    let workFile: WorkFile
    let firstClaim: FirstClaim
    let logger: Logger

    func work(_ feed: JobFeed) -> LaneEnd {
        while let job = feed.next() {
            firstClaim.sayOnce()
            let end = end(of: job, feed)
            guard job.kind != ProbeKind.noop.rawValue else {
                feed.finish(job, end)
                continue
            }
            feed.finish(job, end) { [name, clock, logger] db, state in
                let now = clock.now()
                try Proof(job: job, worker: name, state: state, at: now).insert(db)
                try Self.carryOut(job, now: now, logger, db)
            }
        }
        return .done
    }

    private static func carryOut(_ job: Job, now: Date, _ logger: Logger, _ db: Database) throws {
        guard job.kind == ProbeKind.order.rawValue else { return }
        let arguments = try job.arguments(ProbeKind.Arguments.self)
        guard let order = arguments.order, let key = arguments.key else { return }
        try order.carryOut(on: key, now: now, logger, db)
    }

    private func end(of job: Job, _ feed: JobFeed) -> JobEnd {
        do {
            guard let kind = ProbeKind(rawValue: job.kind) else {
                return .discarded(reason: "the probe has no such kind")
            }
            let arguments = try job.arguments(ProbeKind.Arguments.self)
            if kind != .noop {
                try workFile.add(job: job.id, attempt: job.attempt, worker: name)
            }
            return try end(of: job, kind, arguments, feed)
        } catch {
            return .failed(error: "\(error)")
        }
    }

    private func end(
        of job: Job, _ kind: ProbeKind, _ arguments: ProbeKind.Arguments, _ feed: JobFeed
    ) throws -> JobEnd {
        switch kind {
        case .noop, .write, .order: return .completed()
        case .fail:
            return job.attempt <= arguments.times ?? .max
                ? .failed(error: ProbeLifecycle.byWorker) : .completed()
        case .discard: return .discarded(reason: ProbeLifecycle.byWorker)
        case .snooze: return try snooze(job, arguments)
        case .crash:
            if try workFile.count(job: job.id) <= arguments.times ?? .max { die(arguments.signal) }
            return .completed()
        case .spin:
            spin(arguments.seconds.map(Duration.seconds), feed)
            return .completed()
        case .regret: return regret(job, feed)
        }
    }

    private func snooze(_ job: Job, _ arguments: ProbeKind.Arguments) throws -> JobEnd {
        let before = try reader.read { try Proof.count(job.id, .scheduled, $0) }
        guard before < arguments.times ?? 1 else { return .completed() }
        return .snoozed(
            until: clock.now() + (arguments.seconds ?? 60), reason: ProbeLifecycle.byWorker)
    }

    private func spin(_ time: Duration?, _ feed: JobFeed) {
        let start = ContinuousClock.now
        while !feed.isStopping, time.map({ ContinuousClock.now - start < $0 }) ?? true {}
    }

    /// Asks until the database takes it, for this job ends as cancelled or not at all.
    private func regret(_ job: Job, _ feed: JobFeed) -> JobEnd {
        let now = clock.now()
        while !feed.isStopping {
            let asked = try? ticks.write { try JobTable($0).requestCancel(job.id, now: now) }
            if asked != nil { break }
        }
        return .failed(error: ProbeLifecycle.byWorker)
    }

    /// A signal may reach another thread first, so this one waits for the end.
    private func die(_ signal: Int32?) -> Never {
        guard let signal else { fatalError("as told") }
        kill(getpid(), signal)
        while true { pause() }
    }
}
