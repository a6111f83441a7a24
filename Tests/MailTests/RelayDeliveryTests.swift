import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Testing

@testable import Mail

/// Letters and relays that fail, with a real database and dispatcher; a relay is tried again when the test's clock says so.
struct RelayDeliveryTests {
    static let policy = DeliveryOutcome.refusedForGood(
        ScrubbedReply(code: 554, enhanced: "5.7.1", text: "not allowed"))

    let deliveries: DeliveryTests

    init() throws {
        deliveries = try DeliveryTests()
    }

    /// A relay that answers so.
    static func relay(
        _ name: String = "a",
        _ answer: @escaping @Sendable (OutgoingMessage, Int) -> DeliveryOutcome
    ) -> ScriptedTransport {
        ScriptedTransport(name: name, answer: answer)
    }

    /// A relay that takes no connection.
    static func dead(_ name: String) -> ScriptedTransport {
        ScriptedTransport(
            name: name, end: { _ in .relayUnavailable(reason: "421 away") },
            answer: { _, _ in .notAttempted(reason: "421 away") })
    }

    func plan(_ domains: [String], from first: Int = 0) throws {
        try deliveries.database.write { db in
            for (number, domain) in domains.enumerated() {
                try LetterTable(db).plan(
                    NewLetter(
                        purpose: .digest, recipient: domain, occasion: "day \(first + number)"),
                    now: .wednesday)
            }
        }
    }

    /// Drains at this many seconds after the beginning, as a process of its own.
    @discardableResult
    func drain(_ transports: [ScriptedTransport], at seconds: Double = 0) throws -> [String: String]
    {
        deliveries.clock.set(to: .wednesday + seconds)
        return try deliveries.dispatcher(transports.map { Relay(transport: $0) }).drain()
    }

    func count(_ sql: String) throws -> Int {
        try deliveries.database.read { try Int.fetchOne($0, sql: sql) } ?? 0
    }

    func outcomes() throws -> Set<String> { Set(try deliveries.outcomes().values) }

    // MARK: Pauses

    @Test("a pause outlasts the process: before its time nothing is tried, then one letter is")
    func pauseLasts() throws {
        try plan(["a.nl", "b.nl", "c.nl"])
        #expect(try drain([Self.dead("a")]) == ["mail": "421 away"])
        let early = Self.dead("a")
        #expect(try drain([early], at: 4) == ["mail": "421 away"])
        #expect(early.messages.isEmpty)
        let still = Self.dead("a")
        try drain([still], at: 5)
        #expect(still.messages.count == 1)
        #expect(try count("SELECT failures FROM relay") == 2)
        let up = Self.relay { _, _ in DeliveryTests.ok }
        #expect(try drain([up], at: 15).isEmpty)
        #expect(up.messages.count == 3 && up.sessions >= 2)
        #expect(try outcomes() == ["accepted"])
        #expect(
            try count("SELECT count(*) FROM relay WHERE paused_at IS NULL AND failures = 0") == 1)
        #expect(try count("SELECT max(attempt) FROM job") == 1)
    }

    @Test("when the first relay is away the second takes over, and work returns when it is back")
    func failOver() throws {
        try plan(["a.nl", "b.nl", "c.nl"])
        let second = Self.relay("b") { _, _ in DeliveryTests.ok }
        #expect(try drain([Self.dead("a"), second]).isEmpty)
        #expect(second.messages.count == 3)
        try plan(["a.nl", "b.nl", "c.nl"], from: 3)
        let first = Self.relay("a") { _, _ in DeliveryTests.ok }
        let idle = Self.relay("b") { _, _ in DeliveryTests.ok }
        #expect(try drain([first, idle], at: 5).isEmpty)
        #expect(first.messages.count + idle.messages.count == 3)
        #expect(!first.messages.isEmpty)
        try plan(["a.nl", "b.nl"], from: 6)
        let back = Self.relay("a") { _, _ in DeliveryTests.ok }
        #expect(try drain([back, Self.dead("b")], at: 6).isEmpty)
        #expect(back.messages.count == 2)
    }

    // MARK: Refusals by policy

    @Test("a relay that refuses every letter by policy is paused after five and loses none")
    func refusesAll() throws {
        try plan((0..<20).map { "town\($0 % 3).nl" })
        let broken = Self.relay { _, _ in Self.policy }
        let closed = try drain([broken])
        #expect(closed["mail"]?.contains("refuses every letter: 554 5.7.1") == true)
        #expect(broken.messages.count == 5)
        #expect(try outcomes() == ["planned"])
        #expect(try count("SELECT count(*) FROM policy_refusal") == 0)
        let probed = Self.relay { _, _ in Self.policy }
        try drain([probed], at: 60)
        #expect(probed.messages.count == 1)
        let mended = Self.relay { _, _ in DeliveryTests.ok }
        try drain([mended], at: 3600)
        #expect(Set(mended.messages.map(\.letter)).count == 20)
        #expect(try outcomes() == ["accepted"])
    }

    @Test("a refusal that a slow session records after such a pause loses no letter either")
    func lateRefusal() throws {
        try plan((0..<20).map { "town\($0 % 3).nl" })
        try drain([Self.relay { _, _ in Self.policy }])
        try deliveries.database.write { db in
            let last = try LetterTable(db).frontier().last
            try PolicyRefusalTable(db).add(
                last, relay: "a", domain: "town1.nl", reply: "554 5.7.1", now: .wednesday)
        }
        let mended = Self.relay { _, _ in DeliveryTests.ok }
        try drain([mended], at: 60)
        try drain([mended], at: 3600)
        #expect(mended.messages.count == 20)
        #expect(try outcomes() == ["accepted"])
    }

    @Test(
        "a refusal by policy is final when the relay takes another letter soon, and is not tried again"
    )
    func trueRefusal() throws {
        try plan(["bad.nl", "good.nl"])
        let relay = Self.relay { message, _ in
            message.recipient.domain == "bad.nl" ? Self.policy : DeliveryTests.ok
        }
        try drain([relay])
        #expect(try outcomes() == ["planned", "accepted"])
        try drain([relay], at: 3600)
        #expect(relay.messages.count == 2)
        #expect(try deliveries.outcomes() == ["day 0": "refused", "day 1": "accepted"])
        #expect(try count("SELECT count(*) FROM letter WHERE reply = '554 5.7.1 not allowed'") == 1)
        #expect(try count("SELECT count(*) FROM policy_refusal") == 0)
    }

    static let bareRefusals: [(code: Int, text: String, counts: Bool, whenAll: Bool)] = [
        (550, "no", true, false), (550, "mailbox unavailable", true, true), (551, "no", true, true),
        (553, "no", true, true), (550, "blocked for spam", true, false),
    ]

    @Test(
        "a bare refusal counts against the address; one that may be policy, when others are taken",
        arguments: bareRefusals)
    func bare(row: (code: Int, text: String, counts: Bool, whenAll: Bool)) throws {
        let refusal = DeliveryOutcome.refusedForGood(
            ScrubbedReply(code: row.code, text: row.text, answersRCPT: true))
        let points = { try count("SELECT coalesce(sum(points) * 100, 0) FROM bounce_score") }
        try plan(["bad.nl"])
        try drain([Self.relay { _, _ in refusal }])
        #expect(try points() == (row.whenAll ? 50 : 0))
        try plan(["good.nl"], from: 1)
        let choosy = Self.relay { message, _ in
            message.recipient.domain == "bad.nl" ? refusal : DeliveryTests.ok
        }
        try drain([choosy], at: 60)
        try drain([choosy], at: 3600)
        #expect(try points() == (row.counts ? 50 : 0))
        #expect(try outcomes() == ["refused", "accepted"])
    }

    @Test("a letter refused by policy before somebody mended the relay is tried once more")
    func mended() throws {
        try plan(["a.nl"])
        try drain([Self.relay { _, _ in Self.policy }])
        try plan(["b.nl"], from: 1)
        let mended = Self.relay { _, _ in DeliveryTests.ok }
        try drain([mended], at: 601)
        #expect(mended.messages.count == 2)
        #expect(try outcomes() == ["accepted"])
    }

    @Test("a refusal of the address is final at once, even by a relay that takes nothing else")
    func unknownUser() throws {
        try plan(["a.nl", "b.nl"])
        let relay = Self.relay { _, _ in
            .refusedForGood(ScrubbedReply(code: 550, enhanced: "5.1.1", text: "unknown"))
        }
        try drain([relay])
        try drain([relay], at: 3600)
        #expect(relay.messages.count == 2)
        #expect(try outcomes() == ["refused"])
    }

    // MARK: Domains

    @Test(
        "letters to a domain with a limit go through a branch, also when the limit came after the plan"
    )
    func limitedDomain() throws {
        try plan(["slow.nl", "fast.nl", "slow.nl", "fast.nl"])
        try deliveries.database.write { try RecipientDomainTable($0).install(["slow.nl": 20]) }
        try deliveries.database.write { db in
            let letter = NewLetter(
                purpose: .digest, recipient: "slow.nl", occasion: "late", address: "x@slow.nl")
            try LetterTable(db).plan(letter, now: .wednesday)
        }
        #expect(try count("SELECT count(*) FROM job WHERE queue = 'mail/slow.nl'") == 1)
        let relay = Self.relay { _, _ in DeliveryTests.ok }
        try drain([relay])
        #expect(relay.messages.count == 5)
        #expect(try count("SELECT count(*) FROM job WHERE queue = 'mail/slow.nl'") == 3)
        #expect(try count("SELECT max(attempt) FROM job") == 1)
    }

    @Test(
        "a limit holds over restarts, and a domain that the configuration no longer names is released"
    )
    func release() throws {
        try deliveries.database.write { try RecipientDomainTable($0).install(["slow.nl": 2]) }
        try deliveries.database.write { try RecipientDomainTable($0).install(["slow.nl": 0.5]) }
        let sql = "SELECT rate FROM queue WHERE name = 'mail/slow.nl'"
        let rates = { try deliveries.database.read { try Double.fetchOne($0, sql: sql) } }
        #expect(try rates() == 0.5)
        try deliveries.database.write { try RecipientDomainTable($0).install([:]) }
        #expect(try rates() == nil)
        #expect(try count("SELECT count(*) FROM recipient_domain") == 0)
        let queue = try deliveries.database.read {
            try RecipientDomainTable($0).queue(for: "slow.nl")
        }
        #expect(queue == "mail")
    }

    @Test("a provider that refuses by rate gets a slower branch, and its letters come back")
    func learned() throws {
        try plan(["slow.nl"])
        let relay = Self.relay { _, before in
            before > 0
                ? DeliveryTests.ok
                : .refusedForNow(
                    ScrubbedReply(
                        code: 450, enhanced: "4.7.28", text: "too fast", answersRCPT: true))
        }
        try drain([relay])
        let entry = try deliveries.database.read { try RecipientDomainTable($0).all() }
        #expect(entry.map(\.learned) == [LearnedRate.Bounds.provider.fastestGuess])
        #expect(
            try count("SELECT count(*) FROM letter WHERE reason = 'refused for now: rate'") == 1)
        try drain([relay], at: 330)
        #expect(try outcomes() == ["accepted"])
        #expect(try count("SELECT count(*) FROM job WHERE queue = 'mail/slow.nl'") == 1)
    }

    static let byRate = ScrubbedReply(code: 421, enhanced: "4.7.0", text: "too fast")
    static let byRateOfProvider = ScrubbedReply(
        code: 421, enhanced: "4.7.0", text: "too fast", answersRCPT: true)

    static let rateRefusals: [DeliveryOutcome] = [
        .notAttempted(reason: "421", reply: byRate), .refusedForNow(byRate),
        .notAttempted(reason: "421", reply: byRateOfProvider), .refusedForNow(byRateOfProvider),
    ]

    @Test(
        "a refusal by rate teaches the provider's rate at RCPT, and the relay's anywhere else",
        arguments: rateRefusals)
    func whoseRate(refusal: DeliveryOutcome) throws {
        try plan(["slow.nl"])
        try drain([Self.relay { _, _ in refusal }])
        let isProviders = refusal.refusal == Self.byRateOfProvider
        let provider = LearnedRate.Bounds.provider.fastestGuess
        let relay = LearnedRate.Bounds.relay.fastestGuess
        let (domains, relays) = try deliveries.database.read { db in
            (try RecipientDomainTable(db).all(), try RelayListing.all(in: db))
        }
        #expect(domains.map(\.learned) == (isProviders ? [provider] : []))
        #expect(relays["a"]?.learnedRate == (isProviders ? nil : relay))
    }

    @Test(
        "the learned rate of a relay holds for the next process, until letters were taken for long")
    func relayRateLasts() throws {
        let board = RelayBoard([Relay(transport: Self.dead("a"))], steady: WallClock { .wednesday })
        let learned = LearnedRate(perSecond: 0.5, changedAt: .wednesday)
        try board.load(triesAtOnce: false) { [RelayTable.Entry(learned: learned)] }
        let pace = board.paces[0]
        #expect(pace.slot(now: .wednesday).wait == .zero)
        #expect(pace.slot(now: .wednesday).wait == .seconds(2))
        #expect(pace.learn(from: DeliveryTests.ok, now: .wednesday + 86_400 * 2)?.rate == nil)
        #expect(pace.slot(now: .wednesday + 86_400 * 2).spentUntil == nil)
    }

    @Test(
        "a plan reckons with the relay in use: its rate by the configuration, learned, or measured")
    func plannedRate() throws {
        let relays = [
            RelayAllowance(name: "a", ratePerSecond: 14),
            RelayAllowance(name: "b", ratePerSecond: 5),
        ]
        let rate = {
            try deliveries.database.read { try DeliveryRate($0).perSecond(through: relays) }
        }
        #expect(try rate() == DeliveryRate.unmeasured)
        try deliveries.database.write {
            try DeliveryRate($0).add(letters: 1000, seconds: 1, now: .wednesday)
        }
        #expect(try rate() == 14)
        try deliveries.database.write { db in
            let learned = LearnedRate(perSecond: 0.5, changedAt: .wednesday)
            try RelayTable(db).learn("a", learned)
        }
        #expect(try rate() == 0.5)
        try deliveries.database.write { db in
            var health = RelayHealth()
            health.failed(.unavailable("421"), wasProbe: false, now: .wednesday)
            try RelayTable(db).save("a", health)
        }
        #expect(try rate() == 5)
        try deliveries.database.write { db in
            var health = RelayHealth()
            health.failed(.unavailable("421"), wasProbe: false, now: .wednesday)
            try RelayTable(db).save("b", health)
        }
        #expect(try rate() == 0.5)
    }

    @Test("what a relay said that let nothing in is kept with it and with the letter")
    func answerKept() throws {
        try plan(["a.nl"])
        let reply = ScrubbedReply(code: 554, enhanced: "5.7.1", text: "You <x@y.nl> not")
        try drain([Self.relay { _, _ in .notAttempted(reason: "greeting", reply: reply) }])
        let relays = try deliveries.database.read { try RelayListing.all(in: $0) }
        #expect(relays["a"]?.reply == "554 5.7.1 You <…> not")
        #expect(relays["a"]?.repliedAt == .wednesday)
        #expect(
            try count("SELECT count(*) FROM letter WHERE reply = '554 5.7.1 You <…> not'") == 1)
    }

    @Test("a letter without an expiry gets that of its purpose, from the time it was promised for")
    func lifetimes() throws {
        try deliveries.database.write { db in
            for purpose in Purpose.allCases {
                let letter = NewLetter(
                    purpose: purpose, recipient: "r", occasion: "o", dueAt: .wednesday + 60)
                try LetterTable(db).plan(letter, now: .wednesday)
            }
        }
        let rows = try deliveries.database.read {
            try Row.fetchAll($0, sql: "SELECT purpose, expires_at FROM letter")
        }
        #expect(rows.count == Purpose.allCases.count)
        for row in rows {
            let purpose = try #require(Purpose(rawValue: row[0]))
            let expected = Date.wednesday + 60 + purpose.lifetime.seconds
            #expect((row[1] as Int64) == expected.unixMilliseconds)
        }
    }
}
