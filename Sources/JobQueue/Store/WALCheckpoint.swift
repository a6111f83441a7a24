import Foundation
import GRDB
public import Logging

/// Copies the write-ahead log back into the database when it has grown.
///
/// `TRUNCATE` holds the write lock while it runs, which keeps other writers out of the race that SQLite before
/// 3.51.3 has there (<https://sqlite.org/wal.html#walresetbug>). It never waits for a reader: waiting under
/// the write lock would stall everybody. A reader in the way means `PASSIVE` now and another try later.
public final class WALCheckpoint: Sendable {
    private static let dueAt: Int64 = 4 << 20

    private let file: DatabaseFile
    private let watch: StoreWatch
    private let logger: Logger

    /// - Parameter watch: Is told the result of each checkpoint, and warns when the log cannot be emptied for long.
    public init(_ file: DatabaseFile, watch: StoreWatch? = nil, logger: Logger) {
        self.file = file
        self.watch = watch ?? StoreWatch(logger: logger)
        self.logger = logger
    }

    /// Called after commits, outside of any transaction; does nothing while the log is small.
    public func runIfDue() {
        guard walSize() >= Self.dueAt else { return }
        do {
            let busy = try file.patience.withoutWaiting { try checkpoint("TRUNCATE") }
            if busy { _ = try file.patience.withoutWaiting { try checkpoint("PASSIVE") } }
        } catch {
            logger.warning("checkpoint failed", metadata: ["error": "\(error)"])
        }
    }

    /// Empties the log now, however small it is.
    ///
    /// - Returns: false when a reader was in the way.
    func empty() throws -> Bool {
        try !file.patience.withoutWaiting { try checkpoint("TRUNCATE") }
    }

    private func checkpoint(_ mode: String) throws -> Bool {
        try file.writer.writeWithoutTransaction { db in
            guard let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(mode))") else {
                return false
            }
            let isBusy = row[0] == 1
            watch.checkpointed(busy: isBusy || mode == "PASSIVE", pages: row[1], copied: row[2])
            return isBusy
        }
    }

    /// By name, without a descriptor: closing one would drop SQLite's POSIX locks.
    private func walSize() -> Int64 {
        var info = stat()
        return stat(file.path + "-wal", &info) == 0 ? Int64(info.st_size) : 0
    }
}
