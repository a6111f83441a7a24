import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import JobQueue

/// Random histories: rules are edited, the clock walks forward and back, the daemon sleeps and starts again.
@Suite("Random histories of a schedule")
struct ScheduleHistoryTests {
    /// What a step of a history does.
    private struct Step {
        var now: Date
        /// The rule that the step installs; nil when the daemon only looks.
        var rule: CronExpression?
        var isRemoval = false
    }

    private static func steps(_ random: inout SplitMix64, from start: Date) throws -> [Step] {
        var now = start
        var steps = [Step(now: now, rule: try CronExpression(RandomCron.text(&random)))]
        for _ in 0..<14 {
            now += Double(random.number(-600...2_400) * 60)
            var step = Step(now: now)
            if random.chance(percent: 30) {
                step.rule = try CronExpression(RandomCron.text(&random))
            } else {
                step.isRemoval = random.chance(percent: 15)
            }
            steps.append(step)
        }
        return steps
    }

    /// Each minute after the last occurrence or edit belongs to the rule that is in force when the clock has passed it.
    private static func expected(_ steps: [Step], _ calendar: LocalCalendar) -> (
        run: Set<Date>, removed: Set<Date>
    ) {
        var (reached, isRemoved) = (steps[0].now, false)
        var rule = steps[0].rule
        var (run, removed) = (Set<Date>(), Set<Date>())
        for step in steps.dropFirst() {
            // While it is removed nobody comes by, until it is put back.
            let isSeen = !isRemoved || step.rule != nil
            if let rule, isSeen, step.now > reached {
                let found = MinuteWalk(calendar).occurrences(
                    of: rule, after: reached, through: step.now)
                if isRemoved || step.isRemoval {
                    removed.formUnion(found)
                } else {
                    run.formUnion(found)
                }
                reached = found.last ?? reached
            }
            let isChange = step.rule != nil || (step.isRemoval && !isRemoved)
            if isChange { reached = max(reached, step.now) }
            if step.isRemoval { isRemoved = true }
            if let new = step.rule { (rule, isRemoved) = (new, false) }
        }
        return (run, removed)
    }

    private static func play(_ steps: [Step], _ calendar: LocalCalendar, _ database: TestDatabase)
        throws
    {
        var schedule: Schedule?
        for step in steps {
            if let rule = step.rule {
                schedule = Schedule(
                    name: "s", kind: "k", rule: .cron(rule), zone: calendar.zone.identifier,
                    catchUp: .all, maxAge: .seconds(31 * 86_400), overlap: .allow)
            }
            let (installed, isRemoval) = (schedule, step.isRemoval)
            if isRemoval { schedule = nil }
            try database.write { db in
                let table = ScheduleTable(db)
                if isRemoval || step.rule != nil {
                    try table.install(isRemoval ? [] : installed.map { [$0] } ?? [], now: step.now)
                }
                guard !isRemoval, let installed else { return }
                let next = try table.fire(installed, now: step.now, calendar: calendar)
                #expect(next.map { $0 > step.now } == true)
            }
        }
    }

    @Test(
        "edits, removals and clock steps agree with a walk from minute to minute", arguments: 1...40
    )
    func histories(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone = CronExpressionTests.zones[Int(seed) % CronExpressionTests.zones.count]
        let calendar = LocalCalendar(zone: try #require(TimeZone(identifier: zone)))
        let start = try RandomCron.start(round: 0, calendar, &random)
        let steps = try Self.steps(&random, from: start)
        let database = try TestDatabase()
        try Self.play(steps, calendar, database)

        let jobs = try database.read {
            try Int64.fetchAll($0, sql: "SELECT scheduled_for FROM job")
        }.map(Date.init(unixMilliseconds:))
        let removed = try database.read {
            try Int.fetchOne(
                $0, sql: "SELECT sum(count) FROM occurrence WHERE reason = 'was removed'") ?? 0
        }
        let others = try database.read {
            try Int.fetchOne(
                $0,
                sql: "SELECT count(*) FROM occurrence WHERE reason NOT IN ('', 'was removed')")
        }
        let expected = Self.expected(steps, calendar)
        #expect(jobs.count == Set(jobs).count, "an occurrence ran twice")
        #expect(Set(jobs).subtracting(expected.run) == [], "\(zone): too many")
        #expect(expected.run.subtracting(jobs) == [], "\(zone): too few")
        #expect(others == 0)
        #expect(removed == expected.removed.count)
    }

    @Test("an interval never rests longer than itself, whatever the clock does", arguments: 1...6)
    func interval(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let database = try TestDatabase()
        let schedule = Schedule(
            name: "s", kind: "k", rule: .every(.seconds(300)), zone: "Europe/Amsterdam",
            maxAge: .seconds(3600), overlap: .allow)
        // The real time goes on by seconds; the clock is sometimes set.
        var (clock, rest) = (Date.wednesday, 0.0)
        var jobs = 0
        try database.write { try ScheduleTable($0).install([schedule], now: .wednesday) }
        for _ in 0..<400 {
            let seconds = Double(random.number(1...200))
            (clock, rest) = (clock + seconds, rest + seconds)
            if random.chance(percent: 5) { clock += Double(random.number(-90_000...90_000)) }
            let now = clock
            let found = try database.write { db in
                _ = try ScheduleTable(db).fire(schedule, now: now, calendar: .amsterdam)
                return try Int.fetchOne(db, sql: "SELECT count(*) FROM job") ?? 0
            }
            if found > jobs { rest = 0 }
            #expect(found <= jobs + 1)
            // A look comes every 200 seconds at the latest, and a start may be moved by a second.
            #expect(rest <= 300 + 200 + 1)
            jobs = found
        }
    }
}
