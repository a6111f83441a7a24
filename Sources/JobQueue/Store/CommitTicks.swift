@preconcurrency import Dispatch
import Foundation
public import GRDB
public import Logging
import Synchronization

/// Commits in ticks: what many lanes want to write goes into one transaction, so one fsync serves them all.
///
/// While a tick commits, the next writes gather; nobody waits for a timer. When other programs write too, this leaves
/// SQLite's lock free for a good part of the time, for that lock is not fair (``LockShare``).
public final class CommitTicks: Sendable {
    /// At most so many writes share a transaction.
    private static let largestTick = 256
    /// After so many nanoseconds no further write joins a transaction: other programs wait for its end.
    private static let longestTick: UInt64 = 5_000_000

    private let file: DatabaseFile
    private let queue = DispatchQueue(label: "buurtpost.commit", qos: .userInitiated)
    private let gathering = Mutex(Gathering())
    private let checkpoint: WALCheckpoint
    private let reserve: DiskReserve?
    private let health: StoreWatch
    private let confined: Confined

    private struct Gathering {
        var waiting: [TickWrite] = []
        var isScheduled = false
    }

    /// What only the queue touches.
    private final class Confined: @unchecked Sendable {
        // because it is touched on the queue of the ticks only

        let watch: CommitWatch
        var share = LockShare()
        var onForeignCommit: @Sendable () -> Void = {}

        init(watch: CommitWatch) { self.watch = watch }
    }

    /// - Parameters:
    ///   - reserve: Makes room when a commit finds none.
    ///   - watch: Is told how long commits take and what becomes of checkpoints.
    public init(
        _ file: DatabaseFile, reserve: DiskReserve? = nil, watch: StoreWatch? = nil, logger: Logger
    ) {
        self.file = file
        self.reserve = reserve
        health = watch ?? StoreWatch(reserve: reserve, logger: logger)
        checkpoint = WALCheckpoint(file, watch: health, logger: logger)
        let confined = Confined(watch: CommitWatch(file, queue: queue, logger: logger))
        confined.watch.onCommit = { [weak confined, checkpoint] in
            confined?.share.othersCommitted(now: .now())
            confined?.onForeignCommit()
            checkpoint.runIfDue()
        }
        self.confined = confined
    }

    /// The database beneath: for reading, and for work that keeps its own slices and pauses, as an import does.
    public var writer: DatabaseQueue { file.writer }

    /// Runs `body` in a transaction and returns when it is committed: then it is on the disk.
    ///
    /// Blocks the calling thread; must not be called from inside another `write`. Bodies run in the order
    /// of the calls, several in one transaction, each undone alone when it throws.
    ///
    /// - Parameter repeatable: Whether `body` may run a second time, from the start, when the first commit found no room
    ///   on the disk: what it changes outside of the database is set, not added to. The default is false.
    /// - Throws: What `body` throws, or the `DatabaseError` of the commit; then nothing of it is written.
    public func write<T: Sendable>(
        repeatable: Bool = false, _ body: @escaping @Sendable (Database) throws -> T
    ) throws -> T {
        guard let reserve else { return try commit(body) }
        return try reserve.withRoom(repeatable: repeatable) { try commit(body) }
    }

    private func commit<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) throws
        -> T
    {
        dispatchPrecondition(condition: .notOnQueue(queue))
        let promise = TickPromise<T>()
        submit(
            TickWrite(body: { try promise.run(body, $0) }, finish: { promise.fulfil(commit: $0) }))
        return try promise.wait()
    }

    /// Calls `action` after commits of other connections, once for several: within about a millisecond of the commit where
    /// the system tells about writes to the folder, else within a second. On the tick's queue, so it must return at once.
    /// Replaces an earlier action.
    public func onForeignCommit(_ action: @escaping @Sendable () -> Void) {
        queue.async { [confined] in
            confined.onForeignCommit = action
            confined.watch.start()
        }
    }

    /// Calls `action`, once for each file, when the database, its `-wal` or its `-shm` was removed or replaced while it is
    /// open: what is written from then on is lost. It is logged in any case, as an error.
    ///
    /// Noticed within about a second. On the tick's queue, so it must return at once. Replaces an earlier action.
    public func onReplacedFile(_ action: @escaping @Sendable (_ path: String) -> Void) {
        queue.async { [confined] in
            confined.watch.onReplaced = action
            confined.watch.start()
        }
    }

    /// Calls `answer` when the commit in progress is done, on the tick's queue, so it must return at once.
    ///
    /// Returns at once, and writes nothing: that `answer` is called shows that commits are not stuck.
    public func report(_ answer: @escaping @Sendable () -> Void) {
        queue.async(execute: answer)
    }

    /// Copies the write-ahead log back into the database and empties it, so that nothing that was deleted or
    /// overwritten is left in it. Blocks the calling thread; must not be called from inside a `write`.
    ///
    /// - Returns: false when a reader of another connection was in the way: try again later.
    public func emptyLog() throws -> Bool {
        dispatchPrecondition(condition: .notOnQueue(queue))
        return try queue.sync { try checkpoint.empty() }
    }

    /// Adds a write to those that gather; does not wait for it.
    func submit(_ write: TickWrite) {
        let mustSchedule = gathering.withLock { gathering in
            gathering.waiting.append(write)
            defer { gathering.isScheduled = true }
            return !gathering.isScheduled
        }
        if mustSchedule { queue.async { self.tick() } }
    }

    // MARK: One tick

    /// What has become of a tick's transaction.
    private struct Outcome {
        /// How many of the writes were tried; the others did not fit.
        var tried = 0
        /// When it got the lock; nil when it did not.
        var lockedAt: DispatchTime?
        /// Whether another connection has committed that was not noticed before.
        var foundNews = false
        var result: Result<Void, any Error> = .success(())
    }

    private func tick() {
        let writes = gathering.withLock { Array($0.waiting.prefix(Self.largestTick)) }
        let began = DispatchTime.now()
        let outcome = commit(writes)
        health.committed(in: .nanoseconds(Int64(nanoseconds(since: began))))
        let commitTook = outcome.lockedAt.map(nanoseconds(since:)) ?? 0
        gathering.withLock { $0.waiting.removeFirst(outcome.tried) }
        for write in writes.prefix(outcome.tried) { write.finish(outcome.result) }
        confined.watch.ownCommitEnded(foundNews: outcome.foundNews)
        let checkpointAt = DispatchTime.now()
        checkpoint.runIfDue()
        let held = commitTook + nanoseconds(since: checkpointAt)
        scheduleNext(at: confined.share.pause(held: held, now: .now()))
    }

    private func nanoseconds(since time: DispatchTime) -> UInt64 {
        DispatchTime.now().uptimeNanoseconds - time.uptimeNanoseconds
    }

    /// All writes fail when the transaction does: disk full, say.
    private func commit(_ writes: [TickWrite]) -> Outcome {
        var outcome = Outcome()
        outcome.result = Result {
            try file.writer.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    outcome.lockedAt = .now()
                    outcome.foundNews = try confined.watch.hasNews(db)
                    try run(writes, in: db, &outcome)
                    return .commit
                }
            }
        }
        if outcome.tried == 0 { outcome.tried = writes.count }
        return outcome
    }

    private func run(_ writes: [TickWrite], in db: Database, _ outcome: inout Outcome) throws {
        let ends = DispatchTime.now().uptimeNanoseconds + Self.longestTick
        for write in writes {
            outcome.tried += 1
            if writes.count == 1 { try write.body(db) } else { try runAlone(write, in: db) }
            if DispatchTime.now().uptimeNanoseconds > ends { return }
        }
    }

    /// Runs a write so that its error, which the caller gets, undoes nothing else.
    ///
    /// - Throws: What undid the whole transaction, as SQLite does when the disk is full
    ///   (<https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>).
    private func runAlone(_ write: TickWrite, in db: Database) throws {
        do {
            try db.inCachedSavepoint { try write.body(db) }
        } catch  where db.isInsideTransaction {
            // Undone alone; its caller is told.
        }
    }

    // MARK: The next tick

    private func scheduleNext(at time: DispatchTime?) {
        let more = gathering.withLock { gathering in
            gathering.isScheduled = !gathering.waiting.isEmpty
            return gathering.isScheduled
        }
        guard more else { return }
        if let time {
            queue.asyncAfter(deadline: time) { self.tick() }
        } else {
            queue.async { self.tick() }
        }
    }
}
