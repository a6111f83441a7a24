import BuurtpostTestKit
import Foundation
import Model
import Testing

@testable import JobQueue

struct DueOccurrencesTests {
    static func schedule(
        _ catchUp: CatchUp, maxAge: Duration = .seconds(3600),
        hours: ClosedRange<LocalTime>? = nil
    ) -> Schedule {
        Schedule(
            name: "s", kind: "k", rule: .every(.seconds(300)), zone: "Europe/Amsterdam",
            catchUp: catchUp, maxAge: maxAge, hours: hours)
    }

    /// Occurrences as seconds before and after `wednesday`.
    static func due(_ schedule: Schedule, next: Double, now: Double) -> (
        run: [Double], skipped: [Int], next: Double
    ) {
        let due = DueOccurrences(
            of: schedule, nextAt: .wednesday + next, now: .wednesday + now, calendar: .amsterdam)
        return (
            due.enqueued.map { $0.timeIntervalSince(.wednesday) }, due.skipped.map(\.count),
            due.next.timeIntervalSince(.wednesday)
        )
    }

    @Test(
        "what runs, what is skipped and when to look again",
        arguments: [
            (CatchUp.latest, 0.0, 0.0, [0.0], [Int](), 300.0),  // just due
            (.latest, 0, -1, [], [], 0),  // not yet
            (.latest, 0, 299, [0], [], 300),
            (.latest, 0, 900, [900], [3], 1200),  // three missed, the last runs
            (.all, 0, 900, [0, 300, 600, 900], [], 1200),
            (.none, 0, 900, [900], [3], 1200),
            (.none, 0, 890, [], [3], 900),
            (.latest, -7200, 100, [0], [24], 300),  // the old ones for two reasons, see below
            (.latest, 86_400, 0, [0], [], 300),  // the clock was set back a day
        ])
    func table(
        catchUp: CatchUp, next: Double, now: Double, run: [Double], skipped: [Int], then: Double
    ) {
        let due = Self.due(Self.schedule(catchUp), next: next, now: now)
        #expect(due.run == run)
        #expect(due.skipped.reduce(0, +) == skipped.reduce(0, +))
        #expect(due.next == then)
    }

    @Test("what is older than its maximum age does not run, not even the last one")
    func tooOld() {
        let due = Self.due(Self.schedule(.latest, maxAge: .seconds(60)), next: 0, now: 290)
        #expect(due.run.isEmpty)
        #expect(due.skipped == [1])
    }

    @Test("nothing runs outside its hours")
    func hours() {
        let morning = LocalTime(minute: 361)...LocalTime(minute: 700)
        let due = Self.due(
            Self.schedule(.all, hours: morning), next: 0, now: 300)
        #expect(due.run == [300])
        #expect(due.skipped == [1])
    }

    @Test("years of absence are one record, not a million rows")
    func longAbsence() {
        let due = Self.due(Self.schedule(.latest), next: -3e8, now: 0)
        #expect(due.run == [0])
        #expect(due.skipped.count <= 3)
        #expect(due.skipped.reduce(0, +) == 1_000_000)
    }
}
