import Foundation
import Synchronization

/// How long a connection waits for the lock that another one holds.
///
/// SQLite's own handler sleeps up to 100 ms at a time and loses against writers that commit back to back.
/// This one sleeps 0.2 to 1.5 ms, about 10 seconds in all, then reports `SQLITE_BUSY`.
final class BusyPatience: Sendable {
    private static let tries = 12_000
    private let givesUpAtOnce = Atomic(false)

    /// SQLite's busy callback: true to try again (<https://sqlite.org/c3ref/busy_handler.html>).
    func wait(tries: Int) -> Bool {
        if givesUpAtOnce.load(ordering: .relaxed) || tries >= Self.tries { return false }
        usleep(.random(in: 200...1500))
        return true
    }

    /// Runs `body` without any patience: a busy lock is reported at once.
    func withoutWaiting<T>(_ body: () throws -> T) rethrows -> T {
        givesUpAtOnce.store(true, ordering: .relaxed)
        defer { givesUpAtOnce.store(false, ordering: .relaxed) }
        return try body()
    }
}
