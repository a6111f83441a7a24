import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Model

/// `queueprobe drain`: enqueues a script and works it off on a clock that jumps from due time to due time.
///
/// Run again after a death it goes on where the former run stopped: jobs are enqueued under unique keys, and the clock
/// begins at the latest time that the database has seen.
struct DrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Enqueues jobs, does everything due up to a time, says `done` and exits.")

    @OptionGroup var options: WorkOptions

    @Option(help: "Where the clock stands at the start (RFC 3339). The default is now.")
    var now: String?

    @Option(help: "How many seconds the clock goes on at most, from due time to due time.")
    var seconds = 0.0

    @Option(help: "A job as a JSON object: key, kind, args, maxAttempts, delay, expiry.")
    var job: [ScriptedJob] = []

    func run() throws {
        let start = try startOfScript()
        let clock = StandingClock(at: start)
        let probe = try Probe(options) { file in
            clock.set(to: max(start, try Self.latest(file)))
            return clock.clock
        }
        do {
            defer { _ = probe.close() }
            for job in job { try enqueue(job, start, probe.ticks, at: clock.clock.now()) }
            try drain(probe.dispatcher, clock, until: start + seconds)
        }
        say("done")
    }

    private func startOfScript() throws -> Date {
        guard let now else { return WallClock.system.now() }
        guard let time = RFC3339Time(now) else {
            throw ValidationError("--now is no RFC 3339 time")
        }
        return Date(unixMilliseconds: time.milliseconds)
    }

    /// A commit of its own for each, acknowledged. Does nothing for one that a former run enqueued.
    private func enqueue(_ job: ScriptedJob, _ start: Date, _ ticks: CommitTicks, at now: Date)
        throws
    {
        try ticks.write { db in
            try db.execute(
                sql: "INSERT INTO scripted (key) VALUES (?) ON CONFLICT DO NOTHING",
                arguments: [job.key])
            guard db.changesCount == 1 else { return }
            _ = try JobTable(db).enqueue(job.job(start: start), now: now)
        }
        say("enqueued \(job.key)")
    }

    private func drain(_ dispatcher: Dispatcher, _ clock: StandingClock, until end: Date) throws {
        while true {
            let closed = try dispatcher.drain()
            guard closed.isEmpty else { throw ExitCode(75) }
            guard let next = try dispatcher.nextDue(), next <= end else { return }
            clock.set(to: next)
        }
    }

    /// The latest time that was written down; a clock that begins earlier would live through some of it again.
    private static func latest(_ file: DatabaseFile) throws -> Date {
        try file.writer.read { db in
            let latest = try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(
                        (SELECT coalesce(max(at), 0) FROM proof),
                        (SELECT coalesce(max(max(created_at, coalesce(started_at, 0))), 0) FROM job))
                    """)
            return Date(unixMilliseconds: latest ?? 0)
        }
    }
}
