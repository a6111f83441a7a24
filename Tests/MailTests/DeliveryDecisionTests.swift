import BuurtpostTestKit
import Foundation
import JobQueue
import Model
import Testing

@testable import Mail

/// The pure decisions around a delivery.
struct DeliveryDecisionTests {
    static let reply = ScrubbedReply(code: 450, enhanced: "4.2.0", text: "later")

    @Test(
        "an outcome decides about letter and job",
        arguments: [
            (DeliveryOutcome.accepted(reply), 0, LetterOutcome.accepted, JobEnd.completed()),
            (.refusedForGood(reply), 0, .refused, .completed()),
            (
                .refusedForNow(reply), 0, .planned,
                .failed(error: "refused for now: 450 4.2.0 later")
            ),
            (
                .notAttempted(reason: "closed"), 1, .planned,
                .snoozed(until: .wednesday, reason: "not attempted: closed")
            ),
            (.inDoubt(reason: "silence"), 0, .planned, .failed(error: "in doubt: silence")),
            (.inDoubt(reason: "silence"), 1, .inDoubt, .completed()),
        ])
    func decision(
        outcome: DeliveryOutcome, inDoubt: Int, letter: LetterOutcome, job: JobEnd
    ) {
        let decision = DeliveryDecision(outcome, inDoubt: inDoubt, now: .wednesday)
        #expect(decision.letter.outcome == letter)
        #expect(decision.job == job)
        #expect(decision.letter.isDoubt == (outcome == .inDoubt(reason: "silence")))
    }

    @Test("a relay is left alone for longer and longer, and sessions that fail together count once")
    func backOff() {
        let backOff = RelayBackOff()
        let waits = (0..<12).map { _ in backOff.failed(since: backOff.generation) }
        #expect(waits.prefix(4) == [.seconds(5), .seconds(10), .seconds(20), .seconds(40)])
        #expect(waits.last == .seconds(900))
        backOff.succeeded()
        let generation = backOff.generation
        #expect(
            (0..<4).map { _ in backOff.failed(since: generation) } == [
                .seconds(5), .seconds(5), .seconds(5), .seconds(5),
            ])
    }

    @Test("a pace gives each message its slot, and an idle time is not made up for")
    func pace() {
        let pace = Pace(perSecond: 2)
        let waits = [0, 0, 0, 10_000, 10_100].map {
            pace.wait(now: UInt64($0) * 1_000_000).milliseconds
        }
        #expect(waits == [0, 500, 1000, 0, 400])
        #expect(Pace(perSecond: nil).wait(now: 5) == .zero)
    }

    @Test("a busy period is measured from the first session to the end of the last")
    func busyPeriod() {
        let period = BusyPeriod()
        period.sessionBegan()
        period.sessionBegan()
        for _ in 0..<BusyPeriod.fewest { period.letterLeft() }
        #expect(period.sessionEnded() == nil)
        #expect(period.sessionEnded()?.letters == BusyPeriod.fewest)
        period.sessionBegan()
        period.letterLeft()
        #expect(period.sessionEnded() == nil)
    }
}
