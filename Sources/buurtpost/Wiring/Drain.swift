import ArgumentParser
@preconcurrency import Dispatch
import Foundation
import GRDB
import JobQueue
import Logging
import Mail
import Model

/// Does everything that is due at a time that stands still, then tells what it came to.
struct Drain {
    private let office: PostOffice
    private let clock: StandingClock
    private let until: Date

    /// - Parameters:
    ///   - start: Where the clock stands.
    ///   - end: When given, the clock goes on from due time to due time up to this one.
    init(_ installation: Installation, from start: Date, until end: Date?, logger: Logger) throws {
        clock = StandingClock(at: start)
        until = end ?? start
        office = try PostOffice(
            installation, clock: clock.clock, stay: .drain, logger: logger)
    }

    /// - Throws: `ExitCode.tryLater` when letters wait for a relay that does not take them.
    func run() throws {
        let before = try office.database.reader().read { try LetterTable($0).frontier() }
        let closed = try work()
        try report(since: before, closed)
        if !closed.isEmpty { throw ExitCode.tryLater }
    }

    /// The work alone, with progress on a terminal and no report.
    ///
    /// - Returns: Why queues are closed that still have due jobs, by queue; empty when all is done.
    func work() throws -> [String: String] {
        let progress = try DrainProgress(office.database)
        progress.start()
        defer {
            progress.stop()
            _ = office.close(grace: .seconds(10))
        }
        return try drainUntilEnd()
    }

    /// What the work was done in.
    var database: DatabaseFile { office.database }

    private func drainUntilEnd() throws -> [String: String] {
        while true {
            let closed = try office.dispatcher.drain()
            guard closed.isEmpty, let next = try office.dispatcher.nextDue(), next <= until else {
                return closed
            }
            clock.set(to: next)
        }
    }

    private func report(
        since before: (last: Int64, unfinished: [Int64]), _ closed: [String: String]
    ) throws {
        let reader = try office.database.reader()
        try reader.read { db in
            let tallies = try LetterTable(db).tally(after: before.last, and: before.unfinished)
            if tallies.isEmpty { try Output.show("no letters were due") }
            for tally in tallies {
                let why = tally.reason.isEmpty ? "" : " (\(tally.reason))"
                try Output.show(
                    "\(tally.count) \(tally.purpose.rawValue) \(tally.outcome.rawValue)\(why)")
            }
            let retryable = try JobTable(db).counts().filter { $0.state == .retryable }
                .reduce(0) { $0 + $1.count }
            if retryable > 0 { try Output.show("\(retryable) jobs wait for their next try") }
        }
        for (queue, reason) in closed.sorted(by: { $0.key < $1.key }) {
            Output.complain("queue \(queue) is closed: \(reason); nothing is lost, run again later")
        }
    }
}

/// Shows on a terminal how many letters have left.
private final class DrainProgress {
    private let line = ProgressLine()
    private let reader: DatabaseQueue
    /// nil when nobody looks: a source that was never resumed must not be released.
    private var timer: (any DispatchSourceTimer)?

    init(_ database: DatabaseFile) throws {
        reader = try database.reader()
    }

    func start() {
        guard isatty(STDERR_FILENO) == 1, let before = try? counts(reader) else { return }
        let (line, reader) = (line, reader)
        let timer = DispatchSource.makeTimerSource(
            queue: DispatchQueue(label: "buurtpost.progress"))
        timer.setEventHandler { @Sendable in
            guard let now = try? counts(reader), now.total > before.done else { return }
            line.show(
                line.text(
                    done: now.done - before.done, of: now.total - before.done, "letters"))
        }
        timer.schedule(deadline: .now() + 0.5, repeating: 0.5)
        timer.resume()
        self.timer = timer
    }

    func stop() {
        timer?.cancel()
        line.clear()
    }
}

/// Letters that are done with, and all that had a job.
private func counts(_ reader: DatabaseQueue) throws -> (done: Int, total: Int) {
    let row = try reader.read {
        try Row.fetchOne(
            $0,
            sql: "SELECT count(settled_at), count(*) FROM letter WHERE outcome <> 'skipped'")
    }
    return row.map { ($0[0], $0[1]) } ?? (0, 0)
}
