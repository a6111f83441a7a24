import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Testing

/// Rows that other programs insert, good and bad.
struct IntakeTests {
    let database: TestDatabase
    let now = Date.wednesday
    let kinds = ["k": JobKind(name: "k", queue: "q", maxAttempts: 7, lifetime: .seconds(3600))]

    init() throws {
        database = try TestDatabase()
    }

    func insert(_ sql: String) throws {
        try database.write { try $0.execute(sql: sql) }
    }

    func intake(now: Date) throws {
        try database.write { [kinds] db in
            let table = JobTable(db)
            let strangers = try table.waitingQueues().filter { $0.name != "q" }
            _ = try table.intake(kinds: kinds, strangers: strangers, now: now)
        }
    }

    func row() throws -> Row {
        try #require(try database.read { try Row.fetchOne($0, sql: "SELECT * FROM job") })
    }

    @Test("one INSERT with kind and args is enough: the kind decides the rest")
    func defaults() throws {
        try insert(#"INSERT INTO job (kind, args) VALUES ('k', '{"request": 42}')"#)
        try intake(now: now)
        let row = try row()
        #expect(row["queue"] == "q")
        #expect(row["max_attempts"] == 7)
        #expect(row["scheduled_at"] == now.unixMilliseconds)
        #expect(row["expires_at"] == now.unixMilliseconds + 3_600_000)
        #expect(row["state"] == "available")
    }

    @Test("what the row says itself stays")
    func ownValues() throws {
        try insert(
            """
            INSERT INTO job (kind, scheduled_at, expires_at, max_attempts, priority)
            VALUES ('k', 1790000000000, 1790000001000, 2, 0)
            """)
        try intake(now: now)
        let row = try row()
        #expect(row["scheduled_at"] == 1_790_000_000_000)
        #expect(row["expires_at"] == 1_790_000_001_000)
        #expect(row["max_attempts"] == 2)
    }

    @Test(
        "a queue that cannot be named is nobody's, also when it begins like somebody's",
        arguments: ["'q' || char(0) || 'x'", "CAST(x'ff41' AS TEXT)", "CAST(x'7100' AS TEXT)"])
    func unreadableQueue(queue: String) throws {
        try insert("INSERT INTO job (kind, queue) VALUES ('k', \(queue))")
        try intake(now: now)
        #expect(try row()["queue"] == "q")
    }

    @Test("a flood in a queue that no kind owns is taken in a slice at a time")
    func strangersInSlices() throws {
        try insert(
            """
            INSERT INTO job (kind, queue) SELECT 'k', 'foreign' || key % 3
            FROM json_each('[' || substr(replace(hex(zeroblob(1200)), '00', ',0'), 2) || ']')
            """)
        var left: [Int] = []
        repeat {
            try intake(now: now)
            let count = "SELECT count(*) FROM job WHERE queue <> 'q'"
            left.append(try database.read { try Int.fetchOne($0, sql: count) ?? 0 })
        } while left.last != 0
        #expect(left == [700, 200, 0])
    }

    @Test("a row in a queue that no kind owns is taken in like one of the inbox")
    func foreignQueue() throws {
        try insert("INSERT INTO job (kind, queue) VALUES ('k', 'somewhere')")
        try intake(now: now)
        #expect(try row()["queue"] == "q")
    }

    @Test("an unknown kind is held for a day, then discarded with the reason")
    func unknownKind() throws {
        try insert("INSERT INTO job (kind) VALUES ('later')")
        try intake(now: now)
        #expect(try row()["queue"] == "held")
        #expect(try row()["state"] == "scheduled")
        try intake(now: now + 24 * 3600 - 1)
        #expect(try row()["state"] == "scheduled")
        try intake(now: now + 24 * 3600)
        #expect(try row()["state"] == "discarded")
        #expect(try (row()["errors"] as String).contains("unknown kind"))
    }

    @Test("a held kind that an upgrade brings runs at the next start")
    func released() throws {
        try insert("INSERT INTO job (kind) VALUES ('later')")
        try intake(now: now)
        let upgraded = ["later": JobKind(name: "later", queue: "q")]
        try database.write { [now] db in
            try JobTable(db).releaseHeld(kinds: upgraded, now: now)
            let table = JobTable(db)
            let strangers = try table.waitingQueues().filter { $0.name != "q" }
            _ = try table.intake(kinds: upgraded, strangers: strangers, now: now)
        }
        #expect(try row()["queue"] == "q")
    }

    @Test(
        "what can never be right is refused at INSERT",
        arguments: [
            "(kind) VALUES ('')", "(kind, args) VALUES ('k', 'not json')",
            "(kind, args) VALUES ('k', '[1]')",
            "(kind, args) VALUES ('k', NULL)", "(kind, scheduled_at) VALUES ('k', 1790000000)",
            "(kind, scheduled_at) VALUES ('k', 1790000000000000)",
            "(kind, state) VALUES ('k', 'ready')",
            "(kind, priority) VALUES ('k', 4)", "(kind, max_attempts) VALUES ('k', 0)",
            "(kind, state) VALUES ('k', 'running')", "(kind, state) VALUES ('k', 'completed')",
            "(kind, queue) VALUES ('k', '')", "(kind, expires_at) VALUES ('k', 'tomorrow')",
            "(kind, tags) VALUES ('k', '{}')",
        ])
    func refused(values: String) {
        #expect(throws: DatabaseError.self) { try insert("INSERT INTO job \(values)") }
    }
}
