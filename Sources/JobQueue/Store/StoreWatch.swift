public import Foundation
public import GRDB
public import Logging
import Model
import Synchronization

/// Gathers what the daemon notices about its store while it works, warns once of each thing that is wrong, and
/// writes it down for other processes.
public final class StoreWatch: Sendable {
    /// A row as old as this is written anew.
    static let writingInterval: TimeInterval = 60
    /// A reader that keeps the log from being emptied for so long is warned of. Backups and checks for damage are shorter.
    static let patienceWithReaders: TimeInterval = 300
    /// A commit that takes so long is warned of: other programs wait for it.
    static let longCommit: Duration = .seconds(2)

    private enum Condition { case walHeld, longCommits }

    private struct State {
        var walPages: Int?
        var walPagesCopied: Int?
        var walHeldSince: Date?
        var longestCommit: Duration = .zero
        var checkedAt: Date?
        var damage: String?
        var standing: Set<Condition> = []
        var written: DaemonHealth?
    }

    private let state = Mutex(State())
    private let clock: WallClock
    private let reserve: DiskReserve?
    private let logger: Logger

    public init(clock: WallClock = .system, reserve: DiskReserve? = nil, logger: Logger) {
        self.clock = clock
        self.reserve = reserve
        self.logger = logger
    }

    // MARK: What is noticed

    /// A tick has ended; `time` includes its wait for the lock.
    func committed(in time: Duration) {
        state.withLock { state in
            state.longestCommit = max(state.longestCommit, time)
            guard time >= Self.longCommit, state.standing.insert(.longCommits).inserted else {
                return
            }
            logger.warning(
                "a commit took long: another program held the lock, or the disk is slow",
                metadata: ["milliseconds": "\(time.milliseconds)"])
        }
    }

    /// A checkpoint has ended.
    ///
    /// - Parameters:
    ///   - busy: Whether a reader kept the log from being emptied.
    ///   - pages: How many pages the log has.
    ///   - copied: How many of them are in the database file now.
    func checkpointed(busy: Bool, pages: Int, copied: Int) {
        let now = clock.now()
        state.withLock { state in
            (state.walPages, state.walPagesCopied) = (max(pages, 0), max(copied, 0))
            guard busy else { return noticeEmptied(&state) }
            let since = state.walHeldSince ?? now
            state.walHeldSince = since
            guard now.timeIntervalSince(since) >= Self.patienceWithReaders,
                state.standing.insert(.walHeld).inserted
            else { return }
            logger.warning(
                "the write-ahead log grows: a program keeps a read open; end that program's transaction",
                metadata: ["since": "\(since.unixMilliseconds)", "pages": "\(pages)"])
        }
    }

    private func noticeEmptied(_ state: inout State) {
        state.walHeldSince = nil
        guard state.standing.remove(.walHeld) != nil else { return }
        logger.notice("the write-ahead log could be emptied again")
    }

    /// A check for damage has ended.
    func checked(_ found: Soundness, now: Date) {
        state.withLock { ($0.checkedAt, $0.damage) = (now, found.damage) }
    }

    // MARK: What others can read

    /// Writes the row of `store_health` when the last one is a minute old, or when something that matters has changed:
    /// whether work may begin, whether the log is held, what a check found. Else does nothing.
    ///
    /// Call it in a transaction that happens anyway.
    public func record(now: Date, in db: Database) throws {
        let health = health(now: now)
        guard isDue(health) else { return }
        try StoreHealthTable(db).write(health)
        // Should the transaction be undone, the next minute's row makes up for it.
        state.withLock { state in
            state.written = health
            state.longestCommit = .zero
            state.standing.remove(.longCommits)
        }
    }

    private func health(now: Date) -> DaemonHealth {
        let mayBegin = reserve?.mayBegin ?? true
        return state.withLock { state in
            DaemonHealth(
                writtenAt: now, walPages: state.walPages, walPagesCopied: state.walPagesCopied,
                walHeldSince: state.walHeldSince,
                longestCommit: Int(state.longestCommit.milliseconds), mayBegin: mayBegin,
                checkedAt: state.checkedAt, damage: state.damage)
        }
    }

    /// A clock that was set back makes it due as well.
    private func isDue(_ health: DaemonHealth) -> Bool {
        guard let last = state.withLock({ $0.written }) else { return true }
        let age = health.writtenAt.timeIntervalSince(last.writtenAt)
        return !(0..<Self.writingInterval).contains(age) || health.mayBegin != last.mayBegin
            || (health.walHeldSince == nil) != (last.walHeldSince == nil)
            || health.checkedAt != last.checkedAt
    }
}
