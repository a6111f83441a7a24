import Dispatch
import GRDB
import Synchronization

/// One write on its way through a tick of ``CommitTicks``.
struct TickWrite: Sendable {
    /// Throws what the caller's body threw, after keeping it for the caller.
    let body: @Sendable (Database) throws -> Void
    /// Wakes the caller.
    let finish: @Sendable (Result<Void, any Error>) -> Void
}

/// Carries the result of a body across the commit to the thread that waits for it.
final class TickPromise<T: Sendable>: Sendable {
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
