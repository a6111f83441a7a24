import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Testing

struct DatabaseFileTests {
    struct Stop: Error {}

    static func migrator(newer: Bool = false) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        if newer { migrator.registerMigration("from-the-future") { _ in } }
        return migrator
    }

    @Test("a new file has the settings that the promises stand on")
    func settings() throws {
        let database = try TestDatabase()
        let values = try database.read { db in
            try ["auto_vacuum", "application_id", "synchronous", "wal_autocheckpoint"].map {
                try Int64.fetchOne(db, sql: "PRAGMA \($0)")
            }
        }
        #expect(values == [2, DatabaseFile.applicationID, 2, 0])
        let mode = try FileManager.default.attributesOfItem(atPath: database.path)[
            .posixPermissions]
        #expect(mode as? Int == 0o660)
    }

    @Test("another program's database is refused and not changed")
    func foreign() throws {
        let folder = TemporaryFolder()
        let path = folder.path("other.db")
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(throws: StoreError.foreign(path: path, applicationID: 0)) {
            try DatabaseFile(path: path, migrator: Self.migrator())
        }
        #expect(try other.read { try $0.tableExists("job") } == false)
    }

    @Test(
        "a file that was cut off before its first table is completed",
        arguments: ["", "PRAGMA auto_vacuum = INCREMENTAL"])
    func cutOffEarly(pragma: String) throws {
        let folder = TemporaryFolder()
        let path = try folder.write("", to: "post.db")
        let first = try DatabaseQueue(path: path)
        try first.writeWithoutTransaction { try $0.execute(sql: pragma) }
        try first.close()
        let file = try DatabaseFile(path: path, migrator: Self.migrator())
        #expect(try file.writer.read { try $0.tableExists("job") })
    }

    @Test("a file that is no database is refused")
    func noDatabase() throws {
        let folder = TemporaryFolder()
        let path = try folder.write(String(repeating: "no database\n", count: 1000), to: "x.db")
        #expect(throws: StoreError.self) {
            try DatabaseFile(path: path, migrator: Self.migrator())
        }
    }

    @Test("a database that a newer version changed is refused")
    func newer() throws {
        let path = TemporaryFolder().path("post.db")
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        defer {
            try? FileManager.default.removeItem(
                atPath: (path as NSString).deletingLastPathComponent)
        }
        _ = try DatabaseFile(path: path, migrator: Self.migrator(newer: true))
        #expect(throws: StoreError.newer(path: path)) {
            try DatabaseFile(path: path, migrator: Self.migrator())
        }
    }

    @Test("a migration that is cut off at any step is done by the next start", arguments: 0..<3)
    func cutOff(step: Int) throws {
        let folder = TemporaryFolder()
        let path = folder.path("post.db")
        var broken = DatabaseMigrator()
        if step > 0 { QueueSchema.register(in: &broken) }
        broken.registerMigration("later") { db in
            try db.execute(sql: "CREATE TABLE later (x INTEGER)")
            if step < 2 { throw Stop() }
        }
        _ = try? DatabaseFile(path: path, migrator: broken)
        var whole = DatabaseMigrator()
        if step > 0 { QueueSchema.register(in: &whole) }
        whole.registerMigration("later") { try $0.execute(sql: "CREATE TABLE later (x INTEGER)") }
        let file = try DatabaseFile(path: path, migrator: whole)
        #expect(try file.writer.read { try $0.tableExists("later") })
    }

    @Test("only one process at a time is the daemon of a database")
    func lock() throws {
        let folder = TemporaryFolder()
        let path = folder.path("post.db")
        var first: DatabaseLock? = try DatabaseLock(database: path)
        #expect(throws: StoreError.inUse(path: path)) { try DatabaseLock(database: path) }
        withExtendedLifetime(first) {}
        first = nil
        #expect(throws: Never.self) { try DatabaseLock(database: path) }
    }
}
