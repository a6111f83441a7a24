import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import Mail

/// What is told of bounces later, and how long.
struct BounceRecordTests {
    let database: TestDatabase
    static let day = 86_400.0

    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
    }

    func add(letter: Int64, _ kind: String, _ code: String?, source: String, at: Date) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO bounce (letter, recipient, kind, code, at, source)
                    VALUES (?, 'resident/1', ?, ?, ?, ?)
                    """, arguments: [letter, kind, code, at.unixMilliseconds, source])
        }
    }

    static let sentences: [(kind: String, code: String?, source: String, told: [String])] = [
        ("hard", "5.1.1", "dsn", ["came back for good: 5.1.1"]),
        ("hard", nil, "dsn", ["came back for good"]),
        ("soft", "4.2.2", "dsn", ["came back: 4.2.2"]),
        ("complaint", nil, "arf", ["was reported as unwanted"]),
        // The letter's own row has the relay's refusal.
        ("hard", "5.1.1", "smtp", []),
    ]

    @Test("what came back later is told in a sentence", arguments: sentences)
    func notes(kind: String, code: String?, source: String, told: [String]) throws {
        try add(letter: 7, kind, code, source: source, at: .wednesday)
        let notes = try database.read { try BounceWitness().notes(on: [7, 8], in: $0) }
        #expect(notes[7, default: []].map(\.text) == told)
        #expect(notes[8] == nil)
    }

    @Test("bounces and the fingerprints of their messages go with the letters' time, in slices")
    func cleaning() throws {
        for letter in 0..<300 {
            try add(letter: Int64(letter), "hard", nil, source: "dsn", at: .wednesday)
        }
        try add(letter: 999, "hard", nil, source: "dsn", at: .wednesday + 10 * Self.day)
        try database.write { db in
            try db.execute(
                sql: "INSERT INTO bounce_message VALUES (randomblob(32), 'recorded', '', ?)",
                arguments: [Date.wednesday.unixMilliseconds])
        }
        let cleaner = BounceCleaner(LetterRetention(letters: .seconds(30 * Self.day)))
        let now = Date.wednesday + 31 * Self.day
        let more = try database.write {
            try [cleaner.runOnce($0, now: now), cleaner.runOnce($0, now: now)]
        }
        #expect(more == [true, false])
        let left = try database.read {
            try Int64.fetchAll(
                $0,
                sql: "SELECT letter FROM bounce UNION ALL SELECT count(*) FROM bounce_message")
        }
        #expect(left == [999, 0])
    }
}
