import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@testable import JobQueue

struct BackupTests {
    private let database: TestDatabase
    private let copies = TemporaryFolder()

    /// A database with 2,000 accounts that hold 100 each, some MB in all.
    init() throws {
        database = try TestDatabase()
        try database.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE account (id INTEGER PRIMARY KEY, amount INTEGER, filling TEXT);
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                    INSERT INTO account SELECT i, 100, hex(randomblob(1000)) FROM n;
                    INSERT INTO job (kind) VALUES ('first');
                    """)
        }
    }

    private var file: String { copies.path("copy.db") }

    @discardableResult
    private func backup(to path: String? = nil, overwrite: Bool = false) throws(BackupError)
        -> Int64
    {
        try Backup(of: database.path, to: path ?? file).run(
            overwrite: overwrite, generation: .random())
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: copies.url.path).sorted()
    }

    private func value(_ sql: String, in path: String) throws -> String? {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read {
            try String.fetchOne($0, sql: sql)
        }
    }

    /// Moves money from one account to another until told to stop: the sum never changes.
    private func move(
        until isEnough: @escaping @Sendable () -> Bool, each: @escaping @Sendable () -> Void
    )
        -> DispatchSemaphore
    {
        let (ticks, done) = (database.ticks, DispatchSemaphore(value: 0))
        DispatchQueue(label: "mover").async {
            var random = SplitMix64(seed: 3)
            while !isEnough() {
                let (from, to) = (
                    Int.random(in: 1...2000, using: &random),
                    Int.random(in: 1...2000, using: &random)
                )
                try? ticks.write { db in
                    try db.execute(
                        sql: """
                            UPDATE account SET amount = amount - 1, filling = hex(randomblob(1000)) WHERE id = ?;
                            UPDATE account SET amount = amount + 1 WHERE id = ?
                            """, arguments: [from, to])
                }
                each()
            }
            done.signal()
        }
        return done
    }

    @Test("a copy made during heavy writing is one consistent state, with a generation of its own")
    func duringWrites() throws {
        let (isEnough, moved) = (Flag(), DispatchSemaphore(value: 0))
        let done = move(
            until: { isEnough.value.load(ordering: .relaxed) }, each: { moved.signal() })
        for number in 0..<3 {
            for _ in 0..<5 { moved.wait() }
            let path = copies.path("copy-\(number).db")
            let bytes = try backup(to: path)
            #expect(bytes > 4_000_000)
            #expect(try value("PRAGMA integrity_check", in: path) == "ok")
            #expect(try value("SELECT sum(amount) FROM account", in: path) == "200000")
            #expect(try value("SELECT count(*) FROM account", in: path) == "2000")
        }
        isEnough.value.store(true, ordering: .relaxed)
        done.wait()
        let values = try (0..<3).map {
            try value("SELECT value FROM generation", in: copies.path("copy-\($0).db"))
        }
        #expect(Set(values).count == 3 && !values.contains(nil))
        #expect(try names() == ["copy-0.db", "copy-1.db", "copy-2.db"])
    }

    @Test(
        "a writer that keeps the lock holds up no backup, and what it has not committed is not in it"
    )
    func besideALock() throws {
        try database.file.writer.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE; UPDATE account SET amount = 0")
            try backup()
            try db.execute(sql: "ROLLBACK")
        }
        #expect(try value("SELECT sum(amount) FROM account", in: file) == "200000")
    }

    @Test("the copy is the user's alone, opens as a database of this program, and keeps ids")
    func result() throws {
        let bytes = try backup()
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect((attributes[.size] as? NSNumber)?.int64Value == bytes)
        let copy = try DatabaseFile(path: file, migrator: DatabaseFileTests.migrator())
        try copy.writer.write { db in
            try db.execute(sql: "INSERT INTO job (kind) VALUES ('second')")
            #expect(db.lastInsertedRowID == 2)
        }
    }

    @Test("the command-line shell of SQLite opens the copy")
    func shell() throws {
        try backup()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sqlite3")
        process.arguments = [file, "PRAGMA integrity_check; SELECT sum(amount) FROM account"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(text == "ok\n200000\n")
    }

    @Test("what lies there is replaced only when asked")
    func overwrite() throws {
        try copies.write("mine", to: "copy.db")
        #expect(throws: BackupError.exists(path: file)) { try backup() }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        try backup(overwrite: true)
        #expect(try value("PRAGMA integrity_check", in: file) == "ok")
        #expect(try names() == ["copy.db"])
    }

    @Test("a database in use is never replaced, nor anything that is no file")
    func refused() throws {
        #expect(throws: BackupError.self) { try backup(to: database.path, overwrite: true) }
        let link = copies.path("link.db")
        try FileManager.default.linkItem(atPath: database.path, toPath: link)
        #expect(throws: BackupError.inUse(path: link, because: database.path)) {
            try backup(to: link, overwrite: true)
        }
        for suffix in ["-wal", "-shm", "-journal", ".lock"] {
            let other = try copies.write("", to: "other\(suffix).db")
            try copies.write("", to: "other\(suffix).db\(suffix)")
            #expect(throws: BackupError.inUse(path: other, because: other + suffix)) {
                try backup(to: other, overwrite: true)
            }
        }
        #expect(throws: BackupError.notAFile(path: copies.url.path)) {
            try backup(to: copies.url.path, overwrite: true)
        }
        #expect(throws: BackupError.notAFile(path: "/dev/full")) {
            try backup(to: "/dev/full", overwrite: true)
        }
        let nowhere = copies.path("none/copy.db")
        #expect(throws: BackupError.self) { try backup(to: nowhere) }
        #expect(
            try database.read { try Int.fetchOne($0, sql: "SELECT sum(amount) FROM account") }
                == 200_000)
    }

    @Test("only one backup at a time writes to a place")
    func oneAtATime() throws {
        let partial = try PartialFile(for: file)
        #expect(throws: BackupError.inUse(path: file, because: partial.path)) { try backup() }
        partial.discard()
        #expect(throws: Never.self) { try backup() }
    }

    @Test("what a partial file links to is not written")
    func link() throws {
        let target = try copies.write("mine", to: "target")
        try FileManager.default.createSymbolicLink(
            atPath: file + ".buurtpost-partial", withDestinationPath: target)
        #expect(throws: BackupError.self) { try backup() }
        try FileManager.default.removeItem(atPath: file + ".buurtpost-partial")
        try FileManager.default.linkItem(atPath: target, toPath: file + ".buurtpost-partial")
        #expect(throws: BackupError.notAFile(path: file + ".buurtpost-partial")) { try backup() }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
    }

    @Test("what is no database of ours is not copied")
    func wrongSource() throws {
        func run(_ path: String) throws {
            _ = try Backup(of: path, to: file).run(overwrite: true, generation: .random())
        }
        let none = copies.path("none.db")
        #expect(throws: BackupError.noDatabase(path: none)) { try run(none) }
        let text = try copies.write(String(repeating: "no database\n", count: 500), to: "text.db")
        #expect(throws: BackupError.damaged(path: text, reason: "file is not a database")) {
            try run(text)
        }
        let other = copies.path("other.db")
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        #expect(throws: BackupError.foreign(path: other)) { try run(other) }
        try DatabaseQueue(path: other).write {
            try $0.execute(sql: "PRAGMA application_id = \(DatabaseFile.applicationID)")
        }
        #expect(throws: BackupError.tooOld(path: other)) { try run(other) }
        #expect(try names() == ["other.db", "text.db"])
    }

    @Test("a damaged database is not copied, and the copy before stays")
    func damaged() throws {
        try backup()
        let before = try Data(contentsOf: URL(filePath: file))
        let damaged = copies.path("damaged.db")
        try FileManager.default.copyItem(atPath: file, toPath: damaged)
        let handle = try FileHandle(forUpdating: URL(filePath: damaged))
        try handle.seek(toOffset: 2_000_000)
        try handle.write(contentsOf: Data(repeating: 0xff, count: 8192))
        try handle.close()
        let error = #expect(throws: BackupError.self) {
            try Backup(of: damaged, to: file).run(overwrite: true, generation: .random())
        }
        guard case .damaged(damaged, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        #expect(try names() == ["copy.db", "damaged.db"])
    }

    @Test(
        "killed in the middle, the copy before stays whole, and the next backup needs no cleaning",
        arguments: [0, 4096, 1_000_000, 4_000_000])
    func killed(bytes: Int) throws {
        try backup()
        let before = try Data(contentsOf: URL(filePath: file))
        let end = try ProbeProcess(
            [database.path, "backup", "\(bytes)", file], in: copies.url)
        #expect(end.status == -SIGXFSZ, "\(end.complaints)")
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        #expect(try value("PRAGMA integrity_check", in: file) == "ok")
        try backup(overwrite: true)
        #expect(try value("PRAGMA integrity_check", in: file) == "ok")
        #expect(try names().filter { !$0.hasSuffix(".err") } == ["copy.db"])
    }

    @Test("a disk that takes no more leaves nothing behind", arguments: [0, 4096, 1_000_000])
    func noMore(bytes: Int) throws {
        try backup()
        let before = try Data(contentsOf: URL(filePath: file))
        let end = try ProbeProcess(
            [database.path, "backup", "\(bytes)", file, "\(SIGXFSZ)"], in: copies.url)
        #expect(end.status == 75, "\(end.complaints)")
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        #expect(try names().filter { !$0.hasSuffix(".err") } == ["copy.db"])
    }
}

/// Lets closures share an atomic.
private final class Flag: Sendable {
    let value = Atomic(false)
}
