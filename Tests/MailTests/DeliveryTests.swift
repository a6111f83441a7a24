import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Model
import Synchronization
import Testing

@testable import Mail

/// Letters on their way from the table to a relay, with a real database and dispatcher.
struct DeliveryTests {
    /// Writes a short letter; what it says is the letter's args.
    final class Renderer: LetterRenderer {
        struct Failure: Error {}
        let purpose = Purpose.digest
        let settled = Mutex<[String]>([])

        func render(_ letter: Letter, in db: Database) throws -> Rendering {
            if letter.occasion == "gone" { return .withdrawn(reason: "it is gone") }
            if letter.occasion == "broken" { throw Failure() }
            let text = letter.occasion == "empty" ? " " : "Dag buur,\n"
            return .content(
                LetterContent(
                    recipientName: nil, address: try EmailAddress(Self.address(of: letter)),
                    subject: "Post", language: .nl, text: [BodySegment(text)],
                    html: [BodySegment("<p>Dag buur,</p>\n")], unsubscribe: nil))
        }

        /// Recipient `gmail.com` lives there.
        static func address(of letter: Letter) -> String {
            letter.recipient.contains(".") ? "buur@\(letter.recipient)" : "buur@example.nl"
        }

        func settled(_ letter: Letter, as outcome: LetterOutcome, in db: Database) throws {
            settled.withLock { $0.append("\(letter.occasion) \(outcome.rawValue)") }
        }
    }

    let database: TestDatabase
    let clock = StandingClock(at: .wednesday)
    let renderer = Renderer()

    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
    }

    func plan(_ occasions: [String], expiresAt: Date? = nil) throws {
        try database.write { db in
            for occasion in occasions {
                try LetterTable(db).plan(
                    NewLetter(
                        purpose: .digest, recipient: "resident/1", occasion: occasion,
                        expiresAt: expiresAt), now: .wednesday)
            }
        }
    }

    func dispatcher(
        _ transport: ScriptedTransport, lanes: Int = 1, rules: [any SendingRule] = [],
        inHand: LettersInHand = LettersInHand()
    ) throws -> Dispatcher {
        let relay = Relay(transport: transport, connections: lanes)
        return try dispatcher(
            [relay], triesPausedRelays: true, lanes: lanes, rules: rules, inHand: inHand)
    }

    func dispatcher(
        _ relays: [Relay], triesPausedRelays: Bool = false, lanes: Int = 1,
        rules: [any SendingRule] = [], inHand: LettersInHand = LettersInHand()
    ) throws -> Dispatcher {
        var generator = SystemRandomNumberGenerator()
        let composer = try LetterComposer(
            from: Mailbox(name: "Utdorp", address: EmailAddress("post@utdorp.example")),
            replyTo: nil, bounceDomain: DomainName("bounce.utdorp.example"),
            zone: LocalCalendar.amsterdam.zone, key: SecretKey(using: &generator))
        let desk = WritingDesk(
            renderers: [renderer], composer: composer, rules: rules, inHand: inHand,
            clock: clock.clock, logger: .silent)
        let sessions = MailSessions(
            relays: relays, triesPausedRelays: triesPausedRelays, desk: desk,
            database: database.file, ticks: database.ticks,
            steady: clock.clock, logger: .silent)
        var duties = Duties(
            lifecycles: [LetterJobs(desk: desk)],
            queues: [QueueSetup(name: "mail", lanes: lanes, ahead: 16, worker: sessions)],
            calendar: .amsterdam)
        duties.cleaners = [LetterCleaner(LetterRetention())]
        let dispatcher = Dispatcher(
            ticks: database.ticks, clock: clock.clock, duties: duties, worker: "test",
            logger: .silent)
        try dispatcher.prepare()
        return dispatcher
    }

    func outcomes() throws -> [String: String] {
        let rows = try database.read {
            try Row.fetchAll($0, sql: "SELECT occasion, outcome FROM letter")
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    func jobStates() throws -> [String] {
        try database.read { try String.fetchAll($0, sql: "SELECT state FROM job ORDER BY id") }
    }

    static let ok = DeliveryOutcome.accepted(ScrubbedReply(code: 250, text: "queued"))

    @Test("every letter is handed over once and its row says so", arguments: [1, 4])
    func accepted(lanes: Int) throws {
        let occasions = (0..<300).map { "day \($0)" }
        try plan(occasions)
        let relay = ScriptedTransport { _, _ in Self.ok }
        #expect(try dispatcher(relay, lanes: lanes).drain().isEmpty)
        #expect(Set(relay.messages.map(\.letter)).count == 300)
        #expect(relay.messages.count == 300)
        #expect(try Set(outcomes().values) == ["accepted"])
        let row = try #require(
            try database.read {
                try Row.fetchOne($0, sql: "SELECT * FROM letter WHERE occasion = 'day 7'")
            })
        #expect(row["address"] == "buur@example.nl")
        #expect(row["reply"] == "250 queued")
        #expect(row["relay"] == "script:")
        #expect((row["message_id"] as String?)?.hasSuffix("@utdorp.example>") == true)
        #expect(row["settled_at"] == Date.wednesday.unixMilliseconds)
    }

    /// Answers by the letter's occasion.
    struct Rule: SendingRule {
        let verdicts: [String: SendingVerdict]

        func judge(_ letter: Letter, to address: EmailAddress, now: Date, in db: Database) throws
            -> SendingVerdict
        {
            verdicts[letter.occasion] ?? .send
        }
    }

    @Test("the first rule that does not let a letter pass decides what becomes of it")
    func rules() throws {
        try plan(["late", "never", "free"])
        let rules = [
            Rule(verdicts: ["late": .later(.wednesday + 3600, reason: "night")]),
            Rule(verdicts: [
                "late": .never(.skipped, reason: "second"),
                "never": .never(.suppressed, reason: "unsubscribed"),
            ]),
        ]
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay, rules: rules).drain()
        #expect(relay.messages.count == 1)
        #expect(
            try outcomes() == ["late": "planned", "never": "suppressed", "free": "accepted"])
        let reasons = try database.read {
            try String.fetchAll($0, sql: "SELECT reason FROM letter ORDER BY id")
        }
        #expect(reasons == ["night", "unsubscribed", ""])
        let job = try database.read {
            try Row.fetchOne(
                $0, sql: "SELECT attempt, scheduled_at FROM job WHERE state = 'scheduled'")
        }
        #expect(job == ["attempt": 0, "scheduled_at": (Date.wednesday + 3600).unixMilliseconds])
    }

    @Test("eight sessions at once give no reader more letters than a day holds, and no fewer")
    func budget() throws {
        let readers = (1...5).map { "resident/\($0)" }
        try database.write { db in
            for occasion in 0..<40 {
                for reader in readers {
                    try LetterTable(db).plan(
                        NewLetter(
                            purpose: .digest, recipient: reader, occasion: "\(occasion)",
                            expiresAt: .wednesday + 7 * 86_400), now: .wednesday)
                }
            }
        }
        let inHand = LettersInHand()
        let budget = ReaderBudget(
            lettersPerDay: 3, night: ReaderBudgetTests.night, calendar: .amsterdam, inHand: inHand)
        let relay = ScriptedTransport { _, _ in Self.ok }
        let dispatcher = try dispatcher(relay, lanes: 8, rules: [budget], inHand: inHand)
        for minute in 0..<5 {
            clock.set(to: .wednesday + Double(minute) * 60)
            _ = try dispatcher.drain()
        }
        let accepted = try database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT recipient, count(*) FROM letter WHERE outcome = 'accepted' GROUP BY 1")
        }
        #expect(accepted.map { $0[0] as String } == readers)
        #expect(accepted.map { $0[1] as Int } == [3, 3, 3, 3, 3])
        #expect(relay.messages.count == 15)
        let waiting = try database.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM job WHERE scheduled_at = ?",
                arguments: [Date.at("2026-03-26T07:00:00+01:00").unixMilliseconds])
        }
        #expect(waiting == 185)
    }

    @Test("the dispatcher cleans letters away that have had their time, all of them")
    func cleaning() throws {
        try plan((0..<1200).map { "day \($0)" }, expiresAt: .wednesday + 60)
        clock.set(to: .wednesday + 60)
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay).drain()
        #expect(try outcomes().count == 1200)
        clock.set(to: .wednesday + 366 * 86_400)
        _ = try dispatcher(relay).drain()
        #expect(try outcomes().isEmpty)
    }

    @Test("a letter that is planned twice is one letter with one job")
    func plannedTwice() throws {
        try plan(["today"])
        try plan(["today"])
        #expect(try jobStates() == ["available"])
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay).drain()
        try plan(["today"])
        _ = try dispatcher(relay).drain()
        #expect(relay.messages.count == 1)
    }

    @Test("a letter in doubt is sent once more with the same Message-ID, and not a third time")
    func inDoubt() throws {
        try plan(["today"])
        let relay = ScriptedTransport { _, _ in .inDoubt(reason: "silence") }
        let dispatcher = try dispatcher(relay)
        for hour in 0..<4 {
            clock.set(to: .wednesday + Double(hour) * 3600)
            _ = try dispatcher.drain()
        }
        #expect(relay.messages.count == 2)
        #expect(relay.messages[0].reversePath == relay.messages[1].reversePath)
        let ids = relay.messages.map { message in
            String(decoding: message.octets, as: UTF8.self).split(separator: "\r\n")
                .filter { $0.hasPrefix("Message-ID:") }
        }
        #expect(ids[0] == ids[1] && ids[0].count == 1)
        #expect(try outcomes() == ["today": "in_doubt"])
        let row = try database.read {
            try Row.fetchOne($0, sql: "SELECT in_doubt, possible_copies FROM letter")
        }
        #expect(row == ["in_doubt": 2, "possible_copies": 2])
        #expect(try jobStates() == ["completed"])
    }

    @Test("a refusal for now is tried again, a refusal for good is not")
    func refusals() throws {
        try plan(["now", "good"])
        let first = try #require(
            try database.read { try Int64.fetchOne($0, sql: "SELECT min(id) FROM letter") })
        let relay = ScriptedTransport { message, before in
            if message.letter == first {
                return before < 2 ? .refusedForNow(ScrubbedReply(code: 451, text: "grey")) : Self.ok
            }
            return .refusedForGood(
                ScrubbedReply(code: 550, enhanced: "5.1.1", text: "<buur@example.nl> unknown"))
        }
        let dispatcher = try dispatcher(relay)
        for hour in 0..<4 {
            clock.set(to: .wednesday + Double(hour) * 3600)
            _ = try dispatcher.drain()
        }
        #expect(relay.messages.count == 4)
        #expect(try outcomes() == ["now": "accepted", "good": "refused"])
        let reply = try database.read {
            try String.fetchOne($0, sql: "SELECT reply FROM letter WHERE occasion = 'good'")
        }
        #expect(reply == "550 5.1.1 <…> unknown")
        #expect(renderer.settled.withLock { $0 }.sorted() == ["good refused", "now accepted"])
    }

    @Test("a relay that takes nothing closes the queue and costs no attempt")
    func unavailable() throws {
        try plan(["a", "b", "c"])
        let relay = ScriptedTransport(
            end: { _ in .relayUnavailable(reason: "greeting 554") },
            answer: { _, _ in .notAttempted(reason: "greeting 554") })
        #expect(try dispatcher(relay).drain() == ["mail": "greeting 554"])
        #expect(relay.messages.count == 1)
        #expect(try Set(outcomes().values) == ["planned"])
        let attempts = try database.read {
            try Int.fetchOne($0, sql: "SELECT max(attempt) FROM job")
        }
        #expect(attempts == 0)
        let up = ScriptedTransport { _, _ in Self.ok }
        #expect(try dispatcher(up).drain().isEmpty)
        #expect(Set(up.messages.map(\.letter)).count == 3)
    }

    @Test("what cannot be sent tells why and keeps nobody waiting")
    func unsendable() throws {
        try plan(["gone", "empty", "broken", "fine"])
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay).drain()
        #expect(relay.messages.count == 1)
        #expect(
            try outcomes() == [
                "gone": "withdrawn", "empty": "held", "broken": "planned", "fine": "accepted",
            ])
        #expect(try jobStates() == ["completed", "discarded", "retryable", "completed"])
    }

    @Test("a letter whose time is over is not sent, and its feature is told")
    func expired() throws {
        try plan(["late"], expiresAt: .wednesday + 60)
        clock.set(to: .wednesday + 61)
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay).drain()
        #expect(relay.messages.isEmpty)
        #expect(try outcomes() == ["late": "expired"])
        #expect(renderer.settled.withLock { $0 } == ["late expired"])
    }

    @Test("after a crash the letter that had begun goes out again, marked; the others unmarked")
    func crash() throws {
        try plan(["a", "b", "c"])
        // What a process leaves that dies in the middle of the second letter.
        try database.write { db in
            let table = JobTable(db)
            let jobs = try table.claim(
                queue: "mail", limit: 16, worker: "dead", now: .wednesday,
                leaseEndsAt: .wednesday + 900)
            _ = try table.start(jobs[0], worker: "dead", now: .wednesday)
        }
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay).drain()
        #expect(relay.messages.count == 3)
        let marks = try database.read {
            try Int.fetchAll($0, sql: "SELECT possible_copies FROM letter ORDER BY id")
        }
        #expect(marks == [1, 0, 0])
    }

    @Test("a session that lost its letters to another process sends none of them")
    func lostClaims() throws {
        try plan(["a", "b", "c", "d"])
        let database = database
        let relay = ScriptedTransport { message, _ in
            // What another process leaves that took the database over and did them.
            try? database.write { db in
                try db.execute(
                    sql: """
                        UPDATE job SET state = 'completed', finalized_at = scheduled_at,
                            worker = NULL, lease_ends_at = NULL
                        WHERE state = 'running' AND started_at IS NULL
                        """)
            }
            return Self.ok
        }
        _ = try dispatcher(relay).drain()
        #expect(relay.messages.count == 1)
        #expect(try outcomes().values.filter { $0 == "accepted" }.count == 1)
    }

    @Test("a letter that nobody here can write waits for somebody who can")
    func unknownPurpose() throws {
        try database.write { db in
            try LetterTable(db).plan(
                NewLetter(
                    purpose: .account, recipient: "resident/1", occasion: "copy",
                    expiresAt: .wednesday + 3600), now: .wednesday)
        }
        let relay = ScriptedTransport { _, _ in Self.ok }
        _ = try dispatcher(relay).drain()
        #expect(try outcomes() == ["copy": "planned"])
        clock.set(to: .wednesday + 3601)
        _ = try dispatcher(relay).drain()
        #expect(try outcomes() == ["copy": "expired"])
    }

    @Test("a job without its letter is discarded with the reason")
    func noLetter() throws {
        try database.write { db in
            for args in [#"{"letter":99}"#, "{}", #"{"letter":"x"}"#] {
                _ = try JobTable(db).enqueue(
                    NewJob(kind: "letter", args: args, queue: "mail", maxAttempts: 3),
                    now: .wednesday)
            }
        }
        _ = try dispatcher(ScriptedTransport { _, _ in Self.ok }).drain()
        #expect(try jobStates() == ["discarded", "discarded", "discarded"])
    }
}
