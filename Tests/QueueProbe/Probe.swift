import Foundation
import GRDB
import JobQueue
import Logging

/// A dispatcher over the kinds of the probe, put together as the daemon's is: with the lock of its database, room
/// kept on the disk, and a record of what the process dies of.
struct Probe {
    /// Paused when the database seems to be a copy. No kind runs in it: a false alarm is to be seen, not to stop work.
    static let pausedWhenCopied = "copied"

    let lock: DatabaseLock
    let file: DatabaseFile
    let ticks: CommitTicks
    let dispatcher: Dispatcher
    private let crashMark: CrashMark

    /// Takes the lock, opens the file and rescues what a former process left.
    ///
    /// - Parameters:
    ///   - clock: Makes the clock, once the database is open.
    init(_ options: WorkOptions, clock: (DatabaseFile) throws -> WallClock) throws {
        let logger = Logger(label: "queueprobe") { StreamLogHandler.standardError(label: $0) }
        let name = UUID().uuidString
        let path = options.database.path
        lock = try DatabaseLock(database: path)
        file = try options.database.open(lock: lock)
        let reserve = DiskReserve(database: path, logger: logger)
        let watch = StoreWatch(reserve: reserve, logger: logger)
        ticks = CommitTicks(file, reserve: reserve, watch: watch, logger: logger)
        let takeover = try Takeover(
            lock: lock, pausing: Self.pausedWhenCopied, logger: logger, atStake: Self.hasJobs)
        let clock = try clock(file)
        let worker = ProbeWorker(
            name: name, reader: try file.reader(), ticks: ticks, clock: clock,
            workFile: try WorkFile(path: options.work), firstClaim: FirstClaim(), logger: logger)
        dispatcher = Dispatcher(
            ticks: ticks, clock: clock, duties: options.duties(worker),
            guards: Self.guards(takeover, reserve, watch), worker: name, logger: logger)
        try dispatcher.prepare()
        crashMark = try takeover.complete()
    }

    private static func guards(
        _ takeover: Takeover, _ reserve: DiskReserve, _ watch: StoreWatch
    ) -> Dispatcher.Guards {
        var guards = Dispatcher.Guards(takeover)
        guards.hasRoom = { reserve.mayBegin }
        guards.record = { db, _ in try watch.record(now: WallClock.system.now(), in: db) }
        return guards
    }

    private static func hasJobs(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM job)") ?? false
    }

    /// Ends in order.
    ///
    /// - Returns: Whether all work ended in time.
    func close() -> Bool {
        let isClean = dispatcher.stop(grace: .seconds(30))
        // Only keeps a later death of this process from being blamed on a job.
        try? lock.endCleanly()
        return isClean
    }
}
