public import GRDB
public import JobQueue
import Logging

/// A real database file in a folder of its own, with the tables a test asks for.
public struct TestDatabase: Sendable {
    public let folder: TemporaryFolder
    public let file: DatabaseFile
    public let ticks: CommitTicks

    public var path: String { file.path }

    /// - Parameters:
    ///   - folder: Where a former test database lies that is opened again; the default is a new folder.
    ///   - register: Adds migrations after those of the queue.
    public init(
        in folder: TemporaryFolder = TemporaryFolder(),
        _ register: (inout DatabaseMigrator) -> Void = { _ in }
    ) throws {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        register(&migrator)
        self.folder = folder
        file = try DatabaseFile(path: folder.path("post.db"), migrator: migrator)
        ticks = CommitTicks(file, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Writes in one tick.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) throws -> T {
        try ticks.write(body)
    }

    /// Reads outside of the ticks.
    public func read<T>(_ body: (Database) throws -> T) throws -> T {
        try file.writer.read(body)
    }
}
