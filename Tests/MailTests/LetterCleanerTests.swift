import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Testing

@testable import Mail

/// What becomes of old letters, and of the addresses in them.
struct LetterCleanerTests {
    let database: TestDatabase
    static let day = 86_400.0

    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
    }

    func add(
        _ occasion: String, _ outcome: LetterOutcome, expires: Date? = nil, count: Int = 1
    ) throws {
        try database.write { db in
            let table = LetterTable(db)
            for index in 0..<count {
                let letter = NewLetter(
                    purpose: .campaign, recipient: "resident/\(index)", occasion: occasion,
                    address: "\(occasion)\(index)@geheim.example", expiresAt: expires)
                if outcome == .skipped {
                    try table.skip(letter, reason: "no", now: .wednesday)
                } else if let id = try table.plan(letter, now: .wednesday) {
                    // Only here: a plan gives every letter an end.
                    try db.execute(
                        sql: "UPDATE letter SET expires_at = ? WHERE id = ?",
                        arguments: [expires?.unixMilliseconds, id])
                    try table.record(LetterChange(outcome: outcome), of: id, now: .wednesday)
                }
            }
        }
    }

    /// - Returns: Whether there may be more.
    func clean(_ days: Double) throws -> Bool {
        try database.write { db in
            try LetterCleaner(LetterRetention()).runOnce(db, now: .wednesday + days * Self.day)
        }
    }

    func occasions() throws -> Set<String> {
        try database.read { try String.fetchSet($0, sql: "SELECT occasion FROM letter") }
    }

    static let steps: [(days: Double, gone: Set<String>)] = [
        (30, []), (30.001, ["why"]), (40.001, ["why", "why-long"]),
        (365, ["why", "why-long"]),
        (365.001, ["why", "why-long", "sent", "refused", "in-doubt"]),
        (5000, ["why", "why-long", "sent", "refused", "in-doubt", "long"]),
    ]

    @Test(
        "letters go when their time is over, never unfinished ones or before their expiry",
        arguments: steps)
    func retention(days: Double, gone: Set<String>) throws {
        try add("why", .skipped)
        try add("why-long", .skipped, expires: .wednesday + 10 * Self.day)
        try add("sent", .accepted)
        try add("refused", .refused)
        try add("in-doubt", .inDoubt)
        try add("long", .accepted, expires: .wednesday + 400 * Self.day)
        try add("waiting", .planned)
        try add("held", .held)
        let before = try occasions()
        #expect(try clean(days) == false)
        #expect(try before.subtracting(occasions()) == gone)
    }

    @Test("one call removes 500 letters at most and says that there may be more")
    func slices() throws {
        try add("why", .skipped, count: 300)
        try add("sent", .accepted, count: 300)
        let more = try (0..<3).map { _ in try clean(500) }
        #expect(more == [true, false, false])
        #expect(try occasions().isEmpty)
    }

    @Test("the addresses of removed letters are in none of the database's files")
    func erased() throws {
        try add("sent", .accepted, count: 200)
        try add("kept", .planned)
        try database.file.writer.writeWithoutTransaction { db in
            _ = try db.checkpoint(.truncate)
        }
        #expect(try text().contains("sent77@geheim.example"))
        while try clean(500) {}
        try database.file.writer.writeWithoutTransaction { db in
            _ = try db.checkpoint(.truncate)
        }
        let rest = try text()
        #expect(!rest.contains("sent77@geheim.example"))
        #expect(rest.contains("kept0@geheim.example"))
    }

    /// All files of the database, read by another process: closing a descriptor of our own would drop SQLite's locks.
    func text() throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", #"cat "$0"*"#, database.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let octets = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: octets, as: UTF8.self)
    }

    @Test(
        "old letters are found by index",
        arguments: [LetterCleaner.skippedSQL, LetterCleaner.letterSQL])
    func plan(sql: String) throws {
        let lines = try database.read { db in
            try String.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: ["before": 1, "limit": 1],
                adapter: SuffixRowAdapter(fromIndex: 3))
        }
        #expect(
            !lines.contains { $0.contains("SCAN letter") || $0.contains("TEMP B-TREE") }, "\(lines)"
        )
    }
}
