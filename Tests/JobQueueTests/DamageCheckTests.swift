import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Testing

struct DamageCheckTests {
    let folder = TemporaryFolder()
    let log = RecordedLog()

    /// A closed database with a thousand jobs of about 1 kB, all in the file itself.
    func makeDatabase() throws -> String {
        let database = try TestDatabase(in: folder)
        try database.write { db in
            for _ in 0..<1000 {
                try db.execute(
                    sql: "INSERT INTO job (kind, args) VALUES ('k', json_object('t', ?))",
                    arguments: [String(repeating: "secret ", count: 150)])
            }
        }
        try database.file.writer.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try database.file.writer.close()
        return database.path
    }

    func check(_ file: DatabaseFile) -> (DamageCheck, StoreWatch) {
        let watch = StoreWatch(logger: log.logger)
        return (DamageCheck(file, watch: watch, logger: log.logger), watch)
    }

    static func open(_ path: String) throws -> DatabaseFile {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        return try DatabaseFile(path: path, migrator: migrator)
    }

    /// Overwrites bytes of the file, as a bad disk or a stray program would.
    static func overwrite(_ path: String, at offset: UInt64, with bytes: Data) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    @Test("an undamaged database is found sound, and nobody is told")
    func sound() throws {
        let (check, _) = check(try Self.open(makeDatabase()))
        #expect(check.runOnce(now: .wednesday) == .sound)
        #expect(log.entries.isEmpty)
    }

    @Test(
        "bytes that were overwritten in a page are found, said once, and shown to others",
        arguments: [20, 50, 200])
    func damaged(page: UInt64) throws {
        let path = try makeDatabase()
        let copy = folder.path("copy.db")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try Self.overwrite(copy, at: page * 4096, with: Data(repeating: 0xA5, count: 512))
        let file = try Self.open(copy)
        let (check, watch) = check(file)
        let found = try #require(check.runOnce(now: .wednesday)?.damage)
        #expect(!found.isEmpty)
        #expect(log.errors.count == 1)
        #expect(log.errors[0].contains("restore a backup"))
        #expect(!log.errors[0].contains("secret"))
        let shown = try file.writer.write { db in
            try watch.record(now: .wednesday, in: db)
            return try StoreHealthTable(db).read()
        }
        #expect(shown?.damage == found)
        #expect(shown?.checkedAt == .wednesday)
    }

    @Test("a file that was cut off beneath the daemon is found damaged")
    func cutOff() throws {
        let path = try makeDatabase()
        let file = try Self.open(path)
        try #require(truncate(path, 100 * 4096) == 0)
        let (check, _) = check(file)
        #expect(check.runOnce(now: .wednesday)?.damage?.isEmpty == false)
    }

    @Test(
        "a file that was cut off before the start is refused with what to do",
        arguments: [100, 4096, 5000, 100 * 4096, -4096])
    func cutOffBefore(length: Int) throws {
        let path = try makeDatabase()
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        try #require(truncate(path, length > 0 ? length : size + length) == 0)
        let error = #expect(throws: StoreError.self) { try Self.open(path) }
        #expect(error?.description.contains("is damaged") == true)
        #expect(error?.description.contains("restore a backup") == true)
    }

    @Test("a check that was stopped finds nothing, and none begins after it")
    func stopped() throws {
        let (check, _) = check(try Self.open(makeDatabase()))
        check.runIfDue(now: .wednesday)
        check.stop()
        check.runIfDue(now: .wednesday + 2 * 86_400)
        #expect(check.runOnce(now: .wednesday) == nil)
        #expect(log.entries.isEmpty)
        check.stop()
    }

    @Test("a check that reads a big file is interrupted", .timeLimit(.minutes(1)))
    func interrupted() throws {
        let file = try Self.open(makeDatabase())
        try file.writer.write { db in
            // 40 MB of rows take a check a few tenths of a second: it is met while it reads.
            try db.execute(
                sql: """
                    CREATE TABLE big (x TEXT CHECK (length(x) > 1));
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
                    INSERT INTO big SELECT hex(randomblob(40)) FROM n;
                    """)
        }
        let (check, watch) = check(file)
        check.runIfDue(now: .wednesday)
        check.stop()
        try file.writer.write { try watch.record(now: .wednesday, in: $0) }
        #expect(try file.writer.read { try StoreHealthTable($0).read() }?.checkedAt == nil)
    }
}
