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
        let decision = DeliveryDecision(
            outcome, DeliveryDecision.Before(inDoubt: inDoubt), now: .wednesday, chance: 0.5)
        #expect(decision.letter.outcome == letter)
        #expect(decision.job == job)
        #expect(decision.letter.isDoubt == (outcome == .inDoubt(reason: "silence")))
    }

    @Test("a relay is left alone for longer and longer, a quarter of an hour at most")
    func backOff() {
        let waits = (1...12).map { RelayBackOff.wait(afterFailures: $0, first: .seconds(5)) }
        #expect(waits.prefix(4) == [.seconds(5), .seconds(10), .seconds(20), .seconds(40)])
        #expect(waits.last == .seconds(900))
    }

    @Test("a pace gives each message its slot, and an idle time is not made up for")
    func pace() {
        let pace = Pace(perSecond: 2)
        let waits = [0, 0, 0, 10, 10.1].map {
            pace.slot(now: .wednesday + $0).wait.milliseconds
        }
        #expect(waits == [0, 500, 1000, 0, 400])
        #expect(Pace(perSecond: nil).slot(now: .wednesday).wait == .zero)
    }

    @Test(
        "a pace goes on where the process before has left it, and not further ahead than its sessions"
    )
    func paceGoesOn() {
        for (ahead, wait) in [(-5.0, 0), (3, 3000), (90, 20_000)] {
            let pace = Pace(perSecond: 0.1)
            pace.goOn(from: .wednesday + ahead, slots: 2, now: .wednesday)
            let slot = pace.slot(now: .wednesday)
            #expect(slot.wait.milliseconds == wait)
            #expect(slot.spentUntil == .wednesday + Double(wait) / 1000 + 10)
        }
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
