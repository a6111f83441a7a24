import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Model
import Testing

@testable import Mail

/// How many letters a reader gets in a day, with a real table.
struct ReaderBudgetTests {
    let database: TestDatabase
    let inHand = LettersInHand()
    let address: EmailAddress
    /// By day, so that no night is in the way.
    let now = Date.at("2026-03-25T10:00:00+01:00")
    let nextMorning = Date.at("2026-03-26T07:00:00+01:00")

    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
        address = try EmailAddress("buur@example.nl")
    }

    static let night = Night(
        AllowedHours(from: LocalTime("21:30")!, until: LocalTime("07:00")!)!, .amsterdam)

    func budget(_ limit: Int) -> ReaderBudget {
        ReaderBudget(
            lettersPerDay: limit, night: Self.night, calendar: .amsterdam, inHand: inHand)
    }

    /// A letter to be written: `purpose`, then what of it is not the default.
    struct Plan: Sendable {
        var purpose: Purpose
        var recipient = "resident/17"
        var priority = 2
        var due: Date?
        var expires: Date?
        var outcome = LetterOutcome.planned
        var settled: Date?
        var isInDoubt = false
    }

    @discardableResult
    func add(_ plan: Plan, occasion: String) throws -> Letter {
        let now = now
        return try database.write { db in
            let table = LetterTable(db)
            let id = try #require(
                try table.plan(
                    NewLetter(
                        purpose: plan.purpose, recipient: plan.recipient, occasion: occasion,
                        priority: plan.priority, dueAt: plan.due, expiresAt: plan.expires),
                    now: now))
            if plan.isInDoubt || plan.outcome != .planned {
                let change = LetterChange(outcome: plan.outcome, isDoubt: plan.isInDoubt)
                try table.record(change, of: id, now: plan.settled ?? now)
            }
            return try #require(try table.find(id))
        }
    }

    func judge(_ letter: Letter, limit: Int) throws -> SendingVerdict {
        try database.read { db in
            try budget(limit).judge(letter, to: address, now: now, in: db)
        }
    }

    static let day = Date.at("2026-03-25T00:00:00+01:00")

    static let full = "the reader got as many letters today as the limit allows"
    static let kept = "the reader's day is kept for more important letters"
    static let morning = Date.at("2026-03-26T07:00:00+01:00")

    static let days: [(others: [Plan], verdict: SendingVerdict)] = [
        ([], .send),
        ([Plan(purpose: .digest, outcome: .accepted)], .send),
        (
            [
                Plan(purpose: .digest, outcome: .accepted),
                Plan(purpose: .notice, outcome: .inDoubt),
            ],
            .later(morning, reason: full)
        ),
        // Yesterday's last letter, at 23:59:59.999, does not count; today's first does.
        (
            [
                Plan(purpose: .digest, outcome: .accepted),
                Plan(purpose: .notice, outcome: .accepted, settled: day - 0.001),
            ], .send
        ),
        (
            [
                Plan(purpose: .digest, outcome: .accepted),
                Plan(purpose: .notice, outcome: .accepted, settled: day),
            ], .later(morning, reason: full)
        ),
        // Nothing that did not arrive counts, nor what the reader asked for, nor another reader's.
        (
            [
                Plan(purpose: .digest, outcome: .refused),
                Plan(purpose: .digest, outcome: .skipped),
                Plan(purpose: .account, outcome: .accepted),
                Plan(purpose: .account), Plan(purpose: .digest, outcome: .held),
                Plan(purpose: .digest, recipient: "resident/170", outcome: .accepted),
                Plan(purpose: .digest, recipient: "resident/1", outcome: .accepted),
            ], .send
        ),
        // What is more important and due today keeps its place.
        (
            [Plan(purpose: .digest, outcome: .accepted), Plan(purpose: .eventReminder)],
            .later(morning, reason: kept)
        ),
        ([Plan(purpose: .digest), Plan(purpose: .helpMatch)], .later(morning, reason: kept)),
        ([Plan(purpose: .digest), Plan(purpose: .campaign)], .send),
        ([Plan(purpose: .digest), Plan(purpose: .helpMatch, due: day + 86_400)], .send),
        (
            [Plan(purpose: .digest), Plan(purpose: .helpMatch, due: day + 86_399.999)],
            .later(morning, reason: kept)
        ),
        ([Plan(purpose: .digest), Plan(purpose: .helpMatch, expires: day + 36_000)], .send),
        // In doubt: it may have arrived, however unimportant it is.
        (
            [Plan(purpose: .digest), Plan(purpose: .campaign, isInDoubt: true)],
            .later(morning, reason: kept)
        ),
    ]

    @Test(
        "a campaign takes a place in its reader's day of two only when one is left", arguments: days
    )
    func places(others: [Plan], verdict: SendingVerdict) throws {
        for (index, other) in others.enumerated() { try add(other, occasion: "other \(index)") }
        let letter = try add(Plan(purpose: .campaign), occasion: "call")
        #expect(try judge(letter, limit: 2) == verdict)
    }

    static let purposes: [(plan: Plan, verdict: SendingVerdict)] = [
        (Plan(purpose: .account), .send),
        (Plan(purpose: .eventReminder, priority: 0), .send),
        (Plan(purpose: .eventReminder, expires: day + 86_400), .send),
        (
            Plan(purpose: .eventReminder, expires: morning + 3600),
            .later(morning, reason: full)
        ),
        (Plan(purpose: .helpMatch, priority: 0), .send),
        (Plan(purpose: .helpMatch), .later(morning, reason: full)),
        (Plan(purpose: .staleEntry, expires: morning + 0.001), .later(morning, reason: full)),
        (
            Plan(purpose: .staleEntry, expires: morning),
            .never(.skipped, reason: "\(full), and later would be too late")
        ),
        (
            Plan(purpose: .digest, expires: day + 43_200),
            .never(.skipped, reason: "\(full), and later would be too late")
        ),
    ]

    @Test(
        "on a full day urgent letters pass, others wait for the morning or are skipped",
        arguments: purposes)
    func fullDay(plan: Plan, verdict: SendingVerdict) throws {
        try add(Plan(purpose: .notice, outcome: .accepted), occasion: "taken")
        #expect(try judge(add(plan, occasion: "one more"), limit: 1) == verdict)
    }

    @Test("of two letters in hand the one begun second makes room, whichever is more important")
    func roomForTheFirst() throws {
        let campaign = try add(Plan(purpose: .campaign), occasion: "call")
        let digest = try add(Plan(purpose: .digest), occasion: "news")
        let another = try add(Plan(purpose: .campaign), occasion: "another call")
        for letter in [campaign, digest, another] { inHand.begin(letter.id) }
        let wait = SendingVerdict.later(
            now + ReaderBudget.underWayWait,
            reason: "another letter to the reader is just being sent")
        #expect(try judge(campaign, limit: 2) == .send)
        #expect(try judge(digest, limit: 1) == wait)
        #expect(try judge(digest, limit: 2) == .send)
        #expect(try judge(another, limit: 2) == wait)
        #expect(try judge(another, limit: 3) == .send)
        inHand.end(campaign.id)
        inHand.begin(digest.id)
        #expect(try judge(digest, limit: 1) == wait)
        inHand.end(another.id)
        inHand.begin(digest.id)
        #expect(try judge(digest, limit: 1) == .send)
    }

    @Test("a reader's day is found by index alone")
    func plan() throws {
        let lines = try database.read { db in
            try String.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(ReaderDay.Other.sql)",
                arguments: ["recipient": "x", "id": 1, "start": 1, "tomorrow": 1, "now": 1],
                adapter: SuffixRowAdapter(fromIndex: 3))
        }
        #expect(lines.filter { $0.contains("USING INDEX letter_recipient") }.count == 2)
        #expect(!lines.contains { $0.contains("SCAN") })
    }
}
