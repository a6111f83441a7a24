import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import Logging
import Synchronization
import Testing

@testable import JobQueue

@Suite(.timeLimit(.minutes(1)))
struct CommitWatchTests {
    let database: TestDatabase
    let queue = DispatchQueue(label: "test.watch")
    let signal = DispatchSemaphore(value: 0)
    let log = RecordedLog()

    init() throws { database = try TestDatabase() }

    /// - Parameter poll: Never, unless said: then only signs are left.
    func watch(folder: String? = nil, poll: DispatchTimeInterval = .never) -> CommitWatch {
        let watch = CommitWatch(
            database.file, queue: queue, logger: log.logger, folder: folder, poll: poll)
        queue.sync {
            watch.onCommit = { signal.signal() }
            watch.start()
        }
        return watch
    }

    func foreignConnection() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: database.path, configuration: configuration)
    }

    static let insert = "INSERT INTO job (kind) VALUES ('k')"

    @Test("commits of another connection are noticed one after the other by their signs alone")
    func bySigns() throws {
        let watch = watch()
        let other = try foreignConnection()
        for _ in 0..<20 {
            try other.write { try $0.execute(sql: Self.insert) }
            signal.wait()
        }
        #expect(log.entries.isEmpty)
        withExtendedLifetime(watch) {}
    }

    @Test("a commit just after our own is noticed by its signs alone")
    func afterOwn() throws {
        let watch = watch()
        let other = try foreignConnection()
        for _ in 0..<20 {
            let foundNews = try queue.sync {
                let foundNews = try database.file.writer.write { db in
                    try db.execute(sql: Self.insert)
                    return try watch.hasNews(db)
                }
                // Its signs are taken for our own.
                try other.write { try $0.execute(sql: Self.insert) }
                watch.ownCommitEnded(foundNews: foundNews)
                return foundNews
            }
            #expect(!foundNews)
            signal.wait()
        }
    }

    @Test("without inotify that is said once, and commits are noticed all the same")
    func withoutInotify() throws {
        let watch = watch(folder: database.folder.path("missing"), poll: .milliseconds(5))
        queue.sync { watch.start() }
        let other = try foreignConnection()
        try other.write { try $0.execute(sql: Self.insert) }
        signal.wait()
        #expect(log.entries.count == 1)
        #expect(
            log.entries[0].hasPrefix(
                "warning: the folder cannot be watched; other programs' jobs are noticed within a second"
            ))
    }

    @Test("our own commits are no news, another connection's are, once")
    func ownCommits() throws {
        let watch = CommitWatch(database.file, queue: queue, logger: log.logger)
        let other = try foreignConnection()
        func hasNews() throws -> Bool {
            try queue.sync { try database.file.writer.writeWithoutTransaction(watch.hasNews) }
        }
        #expect(try !hasNews())
        try database.write { try $0.execute(sql: Self.insert) }
        #expect(try !hasNews())
        try other.write { try $0.execute(sql: Self.insert) }
        try other.write { try $0.execute(sql: Self.insert) }
        #expect(try hasNews())
        #expect(try !hasNews())
    }

    @Test(
        "a file of the database that is removed or replaced is told once, and logged as an error",
        arguments: ["", "-wal", "-shm"], [false, true])
    func replaced(suffix: String, byAnother: Bool) throws {
        let path = database.path + suffix
        let watch = watch(poll: .milliseconds(5))
        let told = Mutex<[String]>([])
        queue.sync {
            watch.onReplaced = { path in
                told.withLock { $0.append(path) }
                signal.signal()
            }
        }
        try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
        if byAnother { try FileManager.default.copyItem(atPath: path + ".moved", toPath: path) }
        signal.wait()
        queue.sync { watch.looksAnyway() }
        #expect(told.withLock { $0 } == [path])
        #expect(log.entries.count == 1)
        #expect(
            log.entries[0].hasPrefix(
                "error: a file of the database was removed or replaced; what is written from now on is lost"
            ))
    }
}
