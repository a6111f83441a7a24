import BuurtpostTestKit
import Foundation
import Testing

@testable import Mail

/// Which relay gets the next session, and what its failures come to.
struct RelayChoiceTests {
    typealias Situation = RelayChoice.Situation

    static let open = Situation()
    static let busy = Situation(sessions: 1)
    static let resting = Situation(health: paused(probeIn: 60))
    static let due = Situation(health: paused(probeIn: 0))
    static let probed = Situation(health: paused(probeIn: 0), sessions: 1, isProbed: true)

    static func paused(probeIn seconds: Double) -> RelayHealth {
        var health = RelayHealth()
        (health.failures, health.pausedAt) = (1, .wednesday)
        (health.probeAt, health.reason) = (.wednesday + seconds, "away")
        return health
    }

    /// A session of before the pause still has its only connection.
    static let dueAndFull = Situation(health: paused(probeIn: 0), sessions: 1)

    static let later = RelayChoice.closed(until: .wednesday + 60, reason: "away")

    @Test(
        "a session goes to the first relay that takes mail, and to one whose time has come",
        arguments: [
            ([open], RelayChoice.send(0)), ([open, open], .send(0)), ([busy], .wait),
            ([busy, open], .wait), ([resting, open], .send(1)), ([due, open], .probe(0)),
            ([probed, open], .send(1)), ([resting], later), ([resting, due], .probe(1)),
            ([probed], .wait), ([dueAndFull, open], .send(1)), ([probed, resting], .wait),
            ([resting, busy], .wait),
        ])
    func choice(relays: [Situation], expected: RelayChoice) {
        #expect(RelayChoice(relays, now: .wednesday) == expected)
    }

    @Test(
        "a session makes way for a relay before its own",
        arguments: [
            ([open, busy], 1, true), ([due, busy], 1, true), ([probed, busy], 1, false),
            ([resting, busy], 1, false), ([busy, open], 0, false), ([dueAndFull, busy], 1, false),
            ([resting], 0, false),
        ])
    func yielding(relays: [Situation], index: Int, yields: Bool) {
        #expect(RelayChoice.mustYield(index, relays, now: .wednesday) == yields)
    }

    @Test("sessions that fail side by side are one failure; each failed probe doubles the wait")
    func failures() {
        var health = RelayHealth()
        for _ in 0..<4 {
            health.failed(.unavailable("421 <a@b.nl> away"), wasProbe: false, now: .wednesday)
        }
        #expect(health.failures == 1 && health.probeAt == .wednesday + 5)
        #expect(health.reason == "421 <…> away")
        #expect(!health.mayProbe(.wednesday + 4.9) && health.mayProbe(.wednesday + 5))
        health.failed(.unavailable("away"), wasProbe: true, now: .wednesday + 5)
        #expect(health.failures == 2 && health.probeAt == .wednesday + 15)
        #expect(health.pausedAt == .wednesday)
    }

    @Test("a relay that takes one letter and fails again is left alone for longer")
    func flapping() {
        var health = RelayHealth()
        health.failed(.unavailable("away"), wasProbe: false, now: .wednesday)
        health.accepted()
        #expect(health.failures == 1)
        health.recovered()
        #expect(!health.isPaused)
        var flapping = health
        flapping.failed(.unavailable("away"), wasProbe: false, now: .wednesday)
        #expect(flapping.probeAt == .wednesday + 10)
        health.accepted()
        #expect(health.failures == 0)
    }
}
