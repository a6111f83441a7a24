public import GRDB
public import JobQueue

/// How a part of the site reaches the database.
public struct PageDesk: Sendable {
    private let reader: DatabaseQueue
    private let ticks: CommitTicks
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - reader: A connection that can only read.
    ///   - wake: Called after each write: it may have enqueued jobs.
    public init(
        reader: DatabaseQueue, ticks: CommitTicks, wake: @escaping @Sendable () -> Void
    ) {
        self.reader = reader
        self.ticks = ticks
        self.wake = wake
    }

    /// Looks, on a connection of its own that cannot write. Blocks.
    public func read<T>(_ body: (Database) throws -> T) throws -> T {
        try reader.read(body)
    }

    /// Writes, together with what the daemon writes just then; on the disk when it returns. Blocks.
    public func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) throws -> T {
        let result = try ticks.write(repeatable: true, body)
        wake()
        return result
    }
}
