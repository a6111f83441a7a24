import Dispatch
import Foundation
public import GRDB
public import Logging
import Synchronization

/// Commits in ticks: what many lanes want to write goes into one transaction, so one fsync serves them all.
///
/// While a tick commits, the next writes gather; nobody waits for a timer. After a commit this stays off
/// SQLite's lock for a moment when other programs write, for that lock is not fair.
public final class CommitTicks: Sendable {
    /// At most so many writes share a transaction: other programs wait no longer than for these.
    private static let largestTick = 256

    private let file: DatabaseFile
    private let queue = DispatchQueue(label: "buurtpost.commit", qos: .userInitiated)
    private let state = Mutex(State())
    private let checkpoint: WALCheckpoint

    private struct State {
        var waiting: [Write] = []
        var isScheduled = false
        var dataVersion: Int64?
        var onForeignCommit: (@Sendable () -> Void)?
    }

    /// How often to ask whether another process has committed.
    private static let pollInterval: DispatchTimeInterval = .seconds(1)

    public init(_ file: DatabaseFile, logger: Logger) {
        self.file = file
        checkpoint = WALCheckpoint(file, logger: logger)
    }

    /// Runs `body` in a transaction and returns when it is committed: then it is on the disk.
    ///
    /// Blocks the calling thread; must not be called from inside another `write`. Bodies run in the order
    /// of the calls, several in one transaction, each undone alone when it throws.
    ///
    /// - Throws: What `body` throws, or the `DatabaseError` of the commit; then nothing of it is written.
    public func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) throws -> T {
        dispatchPrecondition(condition: .notOnQueue(queue))
        let promise = Promise<T>()
        submit(Write(body: { try promise.run(body, $0) }, finish: { promise.fulfil(commit: $0) }))
        return try promise.wait()
    }

    /// Calls `action` after commits of other connections, within a second, once for several; on the tick's queue,
    /// so it must return at once. Replaces an earlier action.
    public func onForeignCommit(_ action: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            defer { state.onForeignCommit = action }
            return state.onForeignCommit == nil
        }
        if isFirst { poll() }
    }

    private func poll() {
        queue.asyncAfter(deadline: .now() + Self.pollInterval) { [weak self] in
            guard let self else { return }
            let others = try? file.writer.writeWithoutTransaction { db in
                try self.noticeOthers(db)
            }
            if others == true { checkpoint.runIfDue() }
            poll()
        }
    }

    /// Whether another connection has committed since the last call. `data_version` does not count our own
    /// (<https://sqlite.org/pragma.html#pragma_data_version>).
    private func noticeOthers(_ db: Database) throws -> Bool {
        let version = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        let action = state.withLock { state -> (@Sendable () -> Void)?? in
            defer { state.dataVersion = version }
            guard let former = state.dataVersion, former != version else { return nil }
            return .some(state.onForeignCommit)
        }
        guard let action else { return false }
        action?()
        return true
    }

    private func submit(_ write: Write) {
        let mustSchedule = state.withLock { state in
            state.waiting.append(write)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { queue.async { self.tick() } }
    }

    private func tick() {
        let writes = state.withLock { state in
            let writes = Array(state.waiting.prefix(Self.largestTick))
            state.waiting.removeFirst(writes.count)
            return writes
        }
        let started = DispatchTime.now()
        let committed = Result { try commit(writes) }
        let took = DispatchTime.now().uptimeNanoseconds - started.uptimeNanoseconds
        for write in writes { write.finish(committed.map { _ in }) }
        let others = (try? committed.get()) ?? false
        checkpoint.runIfDue()
        scheduleNext(after: others ? .nanoseconds(Int(max(2_000_000, 2 * took))) : .nanoseconds(0))
    }

    private func scheduleNext(after pause: DispatchTimeInterval) {
        let more = state.withLock { state in
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled
        }
        guard more else { return }
        if pause == .nanoseconds(0) {
            queue.async { self.tick() }
        } else {
            queue.asyncAfter(deadline: .now() + pause) { self.tick() }
        }
    }

    /// Returns whether another connection has committed since the last tick.
    private func commit(_ writes: [Write]) throws -> Bool {
        try file.writer.writeWithoutTransaction { db in
            let others = try noticeOthers(db)
            try db.inTransaction(.immediate) {
                for write in writes { try run(write, in: db, alone: writes.count == 1) }
                return .commit
            }
            return others
        }
    }

    private func run(_ write: Write, in db: Database, alone: Bool) throws {
        if alone {
            try write.body(db)
        } else {
            try? db.inSavepoint {
                try write.body(db)
                return .commit
            }
        }
    }
}

/// One `write` on its way through a tick.
private struct Write: Sendable {
    /// Throws what the caller's body threw, after keeping it for the caller.
    let body: @Sendable (Database) throws -> Void
    /// Wakes the caller.
    let finish: @Sendable (Result<Void, any Error>) -> Void
}

/// Carries the result of a body across the commit to the thread that waits for it.
private final class Promise<T: Sendable>: Sendable {
    private let result = Mutex<Result<T, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func run(_ body: (Database) throws -> T, _ db: Database) throws {
        do {
            let value = try body(db)
            result.withLock { $0 = .success(value) }
        } catch {
            result.withLock { $0 = .failure(error) }
            throw error
        }
    }

    /// A body's own error stays; a failed commit undoes a body that went well.
    func fulfil(commit: Result<Void, any Error>) {
        if case .failure(let error) = commit {
            result.withLock { result in
                if case .failure = result { return }
                result = .failure(error)
            }
        }
        done.signal()
    }

    func wait() throws -> T {
        done.wait()
        return try result.withLock { try $0!.get() }
    }
}
