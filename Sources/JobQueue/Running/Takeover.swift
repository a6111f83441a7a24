import Foundation
public import GRDB
public import Logging

/// Takes a database over from the process that had it before: judges whether it is the same database, and which job the
/// former process died of.
///
/// Made with the lock, before the dispatcher is prepared; ``complete()`` afterwards. Killed at any point in between, the next
/// process comes to the same conclusions.
public final class Takeover: Sendable {
    private let lock: DatabaseLock
    private let next: Generation
    private let logger: Logger
    private let atStake: @Sendable (Database) throws -> Bool
    private let queue: String

    /// - Parameters:
    ///   - queue: What is paused when the database was copied or restored: its work may have been done elsewhere.
    ///   - atStake: Whether there is anything that must not happen twice.
    /// - Throws: ``StoreError`` when the lock file cannot be written.
    public init(
        lock: DatabaseLock, pausing queue: String, logger: Logger,
        atStake: @escaping @Sendable (Database) throws -> Bool
    ) throws(StoreError) {
        self.lock = lock
        self.queue = queue
        self.logger = logger
        self.atStake = atStake
        next = .random()
        try lock.announce(next)
    }

    /// Compares the database with the lock file; pauses the queue when they do not belong together. In the transaction in
    /// which the former process's jobs are rescued.
    func judge(_ db: Database, now: Date) throws {
        let verdict = try Generation.check(db, lock: lock, next: next) { try atStake(db) }
        guard case .restored(let sign) = verdict else { return }
        let reason = "\(sign); resume it when nothing else sends from this data"
        try QueueTable(db).pause(queue, because: reason, now: now)
        logger.error(
            "the database was copied or restored: a queue is paused until somebody has looked",
            metadata: [
                "queue": "\(queue)", "sign": "\(sign)", "remedy": "buurtpost queue resume \(queue)",
            ])
    }

    /// Who answers for the former process's death.
    func blame(begun: [Int64]) -> CrashBlame {
        CrashBlame(lock.predecessor(), begun: begun)
    }

    /// Writes down which job runs alone from now on; nil when none does any more.
    func runsAlone(_ job: Int64?) {
        do {
            if let job { try lock.alone(job: job) } else { try lock.notAlone() }
        } catch {
            logger.warning("the lock file could not be written", metadata: ["error": "\(error)"])
        }
    }

    /// The former process is dealt with: begins our own record. Keep the mark for life: it writes down what this process
    /// dies of.
    ///
    /// - Throws: ``StoreError`` when the lock file cannot be written.
    public func complete() throws(StoreError) -> CrashMark {
        try lock.begin(next)
        return CrashMark(lock)
    }
}
