import Foundation
import GRDB

/// Counts the commits of a connection and kills the process at a chosen one.
///
/// SQLite calls its commit hook before the first frame of the transaction is written to the log
/// (<https://sqlite.org/c3ref/commit_hook.html>), so a death "before" leaves nothing of it, and one "after" leaves
/// it on the disk while no caller has been told.
final class CommitDeath: TransactionObserver, @unchecked Sendable {
    // because all that changes is touched on the one connection's queue only

    private let before: Int?
    private let after: Int?
    private var commits = 0
    private var isWatching = false

    init(before: Int?, after: Int?) {
        self.before = before
        self.after = after
    }

    /// Begins to count; a second call does nothing.
    func watch(_ db: Database) {
        guard !isWatching else { return }
        isWatching = true
        db.add(transactionObserver: self, extent: .databaseLifetime)
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }

    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() {
        commits += 1
        if commits == before { kill(getpid(), SIGKILL) }
    }

    func databaseDidCommit(_ db: Database) {
        if commits == after { kill(getpid(), SIGKILL) }
    }

    func databaseDidRollback(_ db: Database) {}
}
