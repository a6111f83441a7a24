public import Foundation
import GRDB
public import Logging
import Synchronization

/// Reads the whole database once a day to find damage before somebody needs what was there.
///
/// Runs `PRAGMA quick_check` (<https://sqlite.org/pragma.html#pragma_quick_check>) on a connection and a thread of its own
/// that yields to all others. While it runs the write-ahead log cannot be emptied. It finds pages that cannot be
/// read or do not fit together; it does not compare indexes with their tables.
public final class DamageCheck: Sendable {
    /// The time from the start of one check to the next.
    static let interval: TimeInterval = 86_400

    private struct State {
        var startedAt: Date?
        /// Set while a check runs.
        var connection: DatabaseQueue?
        var isStopped = false
    }

    private let state = Mutex(State())
    private let file: DatabaseFile
    private let watch: StoreWatch
    private let logger: Logger
    /// Held by the check that runs.
    private let running = DispatchSemaphore(value: 1)

    /// - Parameter watch: Is told of each result, so that `status` can show it.
    public init(_ file: DatabaseFile, watch: StoreWatch, logger: Logger) {
        self.file = file
        self.watch = watch
        self.logger = logger
    }

    /// Starts a check on a thread of its own and returns at once, if none has started in this process within a day before
    /// `now`. Call it whenever there is time to, for the first time after the first claim.
    public func runIfDue(now: Date) {
        let isDue = state.withLock { state in
            guard !state.isStopped, state.startedAt.map({ now < $0 + Self.interval }) != true else {
                return false
            }
            state.startedAt = now
            return true
        }
        guard isDue else { return }
        let thread = Thread { [self] in
            Self.yieldToOthers()
            runOnce(now: now)
        }
        thread.name = "buurtpost.damage"
        thread.start()
    }

    /// Checks now, on the calling thread, after a check that is under way. Damage is logged as an error.
    ///
    /// - Returns: What was found; nil when it was stopped, or could not be done (which is logged).
    @discardableResult
    public func runOnce(now: Date) -> Soundness? {
        running.wait()
        defer { running.signal() }
        do {
            let found = try look()
            watch.checked(found, now: now)
            report(found)
            return found
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            return nil
        } catch {
            logger.warning(
                "the database could not be checked for damage", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Ends a check that is under way and lets none begin. Returns when it has ended.
    public func stop() {
        state.withLock { $0.isStopped = true }
        // An interrupt before the statement begins is lost, so ask until it has ended
        // (<https://sqlite.org/c3ref/interrupt.html>).
        while running.wait(timeout: .now() + 0.01) == .timedOut {
            state.withLock { $0.connection }?.interrupt()
        }
        running.signal()
    }

    // MARK: The check

    /// Damage can be such that the file cannot even be opened.
    private func look() throws -> Soundness {
        do {
            return try check()
        } catch StoreError.damaged(_, let reason) {
            return .damaged(reason)
        }
    }

    private func check() throws -> Soundness {
        let connection = try file.reader()
        let mayRun = state.withLock { state in
            if !state.isStopped { state.connection = connection }
            return !state.isStopped
        }
        guard mayRun else { throw DatabaseError(resultCode: .SQLITE_INTERRUPT) }
        defer { state.withLock { $0.connection = nil } }
        return try Self.soundness(of: connection)
    }

    private static func soundness(of connection: DatabaseQueue) throws -> Soundness {
        do {
            let answer = try connection.read { db in
                try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
            }
            guard let answer, answer != "ok" else { return .sound }
            return .damaged(answer)
        } catch let error as DatabaseError where signs.contains(error.resultCode) {
            return .damaged(error.message ?? "\(error.resultCode)")
        }
    }

    /// Errors that speak of the file itself.
    private static let signs: [ResultCode] = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR]

    private func report(_ found: Soundness) {
        guard let damage = found.damage else { return }
        logger.error(
            "the database is damaged: stop the daemon, keep a copy of the file, restore a backup",
            metadata: ["damage": "\(damage)"])
    }

    /// For this thread only: Linux has priorities per thread, and 0 is the one that calls (setpriority(2)).
    private static func yieldToOthers() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    }
}
