import BuurtpostTestKit
import Foundation
import Testing

@testable import Mail

/// What replies mean, and when a letter comes back.
struct ReplyClassTests {
    static let replies: [(String, ReplyClass)] = [
        ("450 4.2.0 <x@y.nl>: Recipient address rejected: Greylisted, see later", .greylisting),
        ("451 4.7.1 Greylisting in action, please come back later", .greylisting),
        ("450 4.2.0 try again", .greylisting), ("450 try again later", .greylisting),
        ("421 4.7.28 our system has detected an unusual rate of mail from you", .rate),
        ("421 4.7.0 try again later, closing connection", .rate),
        ("450 4.7.0 temporarily deferred", .rate), ("421 closing", .rate),
        ("451 4.7.500 Server busy", .rate), ("451 4.7.650 The mail server has been limited", .rate),
        ("452 4.5.3 too many recipients", .rate),
        ("454 Throttling failure: Maximum sending rate exceeded", .rate),
        ("450 4.2.1 the user you are trying to contact is over", .other),
        ("452 4.2.2 the account is over quota", .mailboxFull),
        ("552 5.2.2 mailbox full", .mailboxFull), ("552 no room", .mailboxFull),
        ("550 mailbox is full", .mailboxFull),
        ("550 5.1.1 user unknown", .unknownUser), ("550 No such user here", .unknownUser),
        ("550 5.1.10 null MX", .unknownUser), ("550 5.2.1 disabled", .unknownUser),
        ("450 4.1.1 unverified address", .unknownUser),
        ("554 5.7.1 relay access denied", .policy), ("550 5.7.26 unauthenticated", .policy),
        ("554 no", .policy), ("550 no", .policy), ("450 4.7.1 client host rejected", .policy),
        ("451 4.3.0 queue file write error", .relayProblem),
        ("451 4.4.1 no answer from host", .relayProblem), ("535 5.7.8 bad login", .policy),
        ("530 log in first", .relayProblem), ("554 5.6.0 bad content", .other),
        ("553 5.6.7 non-ASCII address", .other), ("503 wrong order", .other),
    ]

    @Test("a reply has its class", arguments: replies)
    func classes(line: String, expected: ReplyClass) throws {
        let reply = try #require(ReplyText.parse(Array((line + "\r\n").utf8)))
        #expect(ReplyClass(reply) == expected)
    }

    @Test(
        "each class has its first wait and its longest",
        arguments: [
            (ReplyClass.greylisting, 330, 3600), (.rate, 300, 3600), (.mailboxFull, 7200, 28_800),
            (.unknownUser, 1800, 14_400), (.policy, 900, 7200), (.relayProblem, 60, 1800),
            (.other, 60, 1800),
        ])
    func ladders(reply: ReplyClass, first: Double, longest: Double) {
        let waits = [1, 2, 50].map { RetryTimes.ladder(of: reply).wait(afterAttempt: $0) }
        #expect(waits == [first, min(2 * first, longest), longest])
    }

    @Test("greylisting is tried again after five to six minutes", arguments: [0.0, 0.5, 0.999])
    func greylisting(chance: Double) {
        let next = RetryTimes.next(
            RetryTimes.ladder(of: .greylisting), afterAttempt: 1, before: nil, now: .wednesday,
            chance: chance)
        #expect((300...360).contains(next.timeIntervalSince(.wednesday)))
    }

    @Test(
        "a try that would come after the expiry comes before it, while two minutes are left",
        arguments: [(10_000.0, 7200.0), (7000, 3500), (120, 60), (119, 7200)])
    func expiry(left: Double, wait: Double) {
        let next = RetryTimes.next(
            RetryTimes.ladder(of: .mailboxFull), afterAttempt: 1, before: .wednesday + left,
            now: .wednesday, chance: 0.5)
        #expect(next == .wednesday + wait)
    }

    @Test(
        "a provider that refuses by rate gets half, once a minute, never less than a letter a minute"
    )
    func slowDown() {
        var rate = LearnedRate.slowed(nil, allowed: 1, now: .wednesday, within: .provider)
        #expect(rate.perSecond == 0.5)
        rate = .slowed(rate, allowed: 1, now: .wednesday + 59, within: .provider)
        #expect(rate.perSecond == 0.5)
        for minute in 1...20 {
            rate = .slowed(
                rate, allowed: 1, now: .wednesday + Double(minute) * 60, within: .provider)
            if minute == 1 { #expect(rate.perSecond == 0.25) }
        }
        #expect(rate.perSecond == LearnedRate.Bounds.provider.slowest)
        #expect(
            LearnedRate.slowed(nil, allowed: nil, now: .wednesday, within: .provider).perSecond == 2
        )
    }

    static let ratesNamed: [(ScrubbedReply, Bool)] = [
        (ScrubbedReply(code: 421, enhanced: "4.7.0", text: "[HE1] sends too fast"), true),
        (ScrubbedReply(code: 454, text: "Throttling failure: Maximum sending rate exceeded"), true),
        (ScrubbedReply(code: 450, text: "too many connections from you"), true),
        (ScrubbedReply(code: 421, text: "Service not available, closing"), false),
        (ScrubbedReply(code: 421, enhanced: "4.3.2", text: "Shutting down"), false),
        // RFC 4954 §6: the login failed for now.
        (ScrubbedReply(code: 454, enhanced: "4.7.0", text: ""), false),
        (ScrubbedReply(code: 550, enhanced: "5.7.1", text: "rate limit"), false),
    ]

    @Test("a relay's rate is learned from what names it, not from any 421", arguments: ratesNamed)
    func namesRate(reply: ScrubbedReply, expected: Bool) {
        #expect(ReplyClass.namesRate(reply) == expected)
        let pace = Pace(perSecond: nil)
        let lesson = pace.learn(from: .notAttempted(reason: "", reply: reply), now: .wednesday)
        let rate = LearnedRate(
            perSecond: LearnedRate.Bounds.relay.fastestGuess, changedAt: .wednesday)
        #expect(lesson == (expected ? Pace.Lesson(rate: rate) : nil))
        let later = pace.learn(from: DeliveryTests.ok, now: .wednesday + 86_400)
        #expect(later == (expected ? Pace.Lesson(rate: nil) : nil))
    }

    @Test(
        "a provider that takes letters again gets a quarter more every ten minutes, up to what is allowed"
    )
    func recovery() {
        let rate = LearnedRate(perSecond: 0.4, changedAt: .wednesday)
        #expect(rate.recovering(allowed: 1, now: .wednesday + 599, within: .provider) == rate)
        let grown = rate.recovering(allowed: 1, now: .wednesday + 1200, within: .provider)
        #expect(grown == LearnedRate(perSecond: 0.625, changedAt: .wednesday + 1200))
        #expect(rate.recovering(allowed: 1, now: .wednesday + 3600, within: .provider) == nil)
        #expect(rate.recovering(allowed: nil, now: .wednesday + 3600, within: .provider) != nil)
        #expect(rate.recovering(allowed: nil, now: .wednesday + 86_400, within: .provider) == nil)
    }
}
