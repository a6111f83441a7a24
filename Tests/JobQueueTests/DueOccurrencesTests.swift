import BuurtpostTestKit
import Foundation
import Model
import Testing

@testable import JobQueue

struct DueOccurrencesTests {
    static func schedule(
        _ catchUp: CatchUp, rule: ScheduleRule = .every(.seconds(300)),
        maxAge: Duration = .seconds(3600), hours: AllowedHours? = nil
    ) -> Schedule {
        Schedule(
            name: "s", kind: "k", rule: rule, zone: "Europe/Amsterdam",
            catchUp: catchUp, maxAge: maxAge, hours: hours)
    }

    /// Occurrences as seconds before and after `wednesday`, 06:00.
    static func due(_ schedule: Schedule, done: Double, now: Double) -> (
        run: [Double], skipped: [OccurrenceRun]
    ) {
        let due = DueOccurrences(
            of: schedule, doneUntil: .wednesday + done, now: .wednesday + now, calendar: .amsterdam)
        return (due.enqueued.map { $0.timeIntervalSince(.wednesday) }, due.skipped)
    }

    @Test(
        "what runs and how many are skipped",
        arguments: [
            (CatchUp.latest, -300.0, 0.0, [0.0], 0),  // just due
            (.latest, -300, -1, [], 0),  // not yet
            (.latest, -300, 299, [0], 0),
            (.latest, -300, 900, [900], 3),  // three missed, the last runs
            (.all, -300, 900, [0, 300, 600, 900], 0),
            (.none, -300, 900, [900], 3),
            (.none, -300, 890, [], 3),
            (.latest, -7500, 100, [0], 24),  // the old ones for two reasons
            (.latest, 600, 0, [], 0),  // all is done already
        ])
    func table(catchUp: CatchUp, done: Double, now: Double, run: [Double], skipped: Int) {
        let due = Self.due(Self.schedule(catchUp), done: done, now: now)
        #expect(due.run == run)
        #expect(due.skipped.reduce(0) { $0 + $1.count } == skipped)
    }

    @Test("what is older than its maximum age does not run, not even the last one")
    func tooOld() {
        let due = Self.due(Self.schedule(.latest, maxAge: .seconds(60)), done: -300, now: 290)
        #expect(due.run.isEmpty)
        #expect(due.skipped.map(\.reason) == [DueOccurrences.Reason.tooOld])
        let justInTime = Self.due(
            Self.schedule(.latest, maxAge: .seconds(290)), done: -300, now: 290)
        #expect(justInTime.run == [0])
    }

    @Test("an occurrence outside its hours does not run, and the last one inside of them does")
    func hours() throws {
        let hours = try #require(
            AllowedHours(from: LocalTime("05:00")!, until: LocalTime("06:01")!))
        let schedule = Self.schedule(.latest, hours: hours)
        let due = Self.due(schedule, done: -600, now: 30)
        #expect(due.run == [0])
        let outside = Self.due(schedule, done: 0, now: 300)
        #expect(outside.run.isEmpty)
        #expect(outside.skipped.map(\.reason) == [DueOccurrences.Reason.outside])
    }

    @Test("what was missed does not run late outside its hours: no morning digest at 23:00")
    func lateOutside() throws {
        let hours = try #require(
            AllowedHours(from: LocalTime("05:00")!, until: LocalTime("22:00")!))
        let schedule = Self.schedule(
            .latest, rule: .cron(try CronExpression("30 6 * * *")), maxAge: .seconds(86_400),
            hours: hours)
        let night = Self.due(schedule, done: 0, now: 17 * 3600)
        #expect(night.run.isEmpty)
        #expect(night.skipped.map(\.reason) == [DueOccurrences.Reason.outsideNow])
        #expect(Self.due(schedule, done: 0, now: 15 * 3600).run == [1800])
    }

    @Test(
        "hours may go over midnight",
        arguments: [
            ("21:59", false), ("22:00", true), ("23:59", true), ("00:00", true), ("05:59", true),
            ("06:00", false), ("12:00", false),
        ])
    func midnight(time: String, isInside: Bool) throws {
        let hours = try #require(
            AllowedHours(from: LocalTime("22:00")!, until: LocalTime("06:00")!))
        #expect(hours.contains(try #require(LocalTime(time))) == isInside)
    }

    @Test("years of absence are a few records, not a million rows", arguments: CatchUp.allCases)
    func longAbsence(catchUp: CatchUp) {
        let due = Self.due(Self.schedule(catchUp), done: -3e8 - 300, now: 0)
        #expect(due.run.count == (catchUp == .all ? 13 : 1))
        #expect(due.skipped.count <= 3)
        #expect(due.skipped.reduce(due.run.count) { $0 + $1.count } == 1_000_001)
    }

    @Test("a week asleep with a rule for every minute runs a thousand at most")
    func week() throws {
        let rule = ScheduleRule.cron(try CronExpression("* * * * *"))
        let schedule = Self.schedule(.all, rule: rule, maxAge: .seconds(31 * 86_400))
        let due = Self.due(schedule, done: -7 * 86_400, now: 0)
        #expect(due.run.count == DueOccurrences.mostAtOnce)
        #expect(due.run.last == 0)
        #expect(due.skipped.map(\.count) == [7 * 1440 - DueOccurrences.mostAtOnce])
    }

    @Test("ten years asleep with a rule for every minute are a few records")
    func tenYears() throws {
        let rule = ScheduleRule.cron(try CronExpression("* * * * *"))
        let schedule = Self.schedule(.latest, rule: rule, maxAge: .seconds(4000 * 86_400))
        let due = Self.due(schedule, done: -3652 * 86_400, now: 0)
        #expect(due.run == [0])
        #expect(due.skipped.count == 2)
        #expect(due.skipped.reduce(1) { $0 + $1.count } == 3652 * 1440)
    }
}
