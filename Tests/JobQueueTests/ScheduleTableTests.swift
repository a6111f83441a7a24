import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import JobQueue

/// Schedules on a real database. Times are seconds after Wednesday 06:00 in Amsterdam.
struct ScheduleTableTests {
    static let hour = 3600.0
    static let day = 86_400.0

    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    static func schedule(
        _ rule: String, name: String = "s", catchUp: CatchUp = .latest,
        maxAge: Duration = .seconds(31 * 86_400), overlap: Overlap = .allow,
        jitter: Duration = .zero
    ) throws -> Schedule {
        Schedule(
            name: name, kind: "k", rule: try #require(ScheduleRule(text: rule)),
            zone: "Europe/Amsterdam", catchUp: catchUp, maxAge: maxAge, overlap: overlap,
            jitter: jitter)
    }

    func install(_ schedules: [Schedule], at now: Double) throws {
        try database.write { try ScheduleTable($0).install(schedules, now: .wednesday + now) }
    }

    /// - Returns: When to look again.
    @discardableResult
    func fire(_ schedule: Schedule, at now: Double) throws -> Double? {
        try database.write {
            try ScheduleTable($0).fire(schedule, now: .wednesday + now, calendar: .amsterdam)
        }?.timeIntervalSince(.wednesday)
    }

    /// The occurrences that jobs were enqueued for.
    func jobs() throws -> [Double] {
        try database.read {
            try Int64.fetchAll($0, sql: "SELECT scheduled_for FROM job ORDER BY id")
        }.map { Date(unixMilliseconds: $0).timeIntervalSince(.wednesday) }
    }

    /// Why occurrences were skipped, and how many.
    func skips() throws -> [String] {
        try database.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT count || ' ' || reason FROM occurrence WHERE outcome = 'skipped' ORDER BY id
                    """)
        }
    }

    func rows() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM occurrence") ?? 0 }
    }

    func listing() throws -> ScheduleListing {
        try #require(try database.read { try ScheduleTable($0).list() }.first)
    }

    func end(_ state: String = "completed") throws {
        try database.write {
            try $0.execute(
                sql: "UPDATE job SET state = ?, finalized_at = created_at", arguments: [state])
        }
    }

    // MARK: Beginning and editing

    @Test("an interval begins at once, a cron expression with its next time")
    func firstSeen() throws {
        let (every, cron) = (
            try Self.schedule("every 300000"), try Self.schedule("cron 30 6 * * *", name: "c")
        )
        try install([every, cron], at: 0)
        #expect(try fire(every, at: 0) == 300)
        #expect(try fire(cron, at: 0) == 1800)
        #expect(try jobs() == [0])
        #expect(try fire(cron, at: 1800) == 1800 + Self.day)
        #expect(try jobs() == [0, 1800])
    }

    @Test("installing the same again changes nothing, and what is due stays due")
    func again() throws {
        let schedule = try Self.schedule("cron 30 6 * * *")
        for now in [0.0, 100, 7200] { try install([schedule], at: now) }
        try fire(schedule, at: 7200)
        #expect(try jobs() == [1800])
    }

    @Test(
        "a rule that is changed holds from then on, and what the former one owed is made up for",
        arguments: [
            // Changed at 06:15: today's 06:30 is 07:00 now, or tomorrow's 06:10.
            ("cron 0 7 * * *", 900.0, [hour]),
            ("cron 10 6 * * *", 900, [600 + day]),
            // Asleep from 06:00 on, changed at 08:00: the former rule owed 06:30.
            ("cron 45 6 * * *", 2 * hour, [1800, 2700 + day]),
            ("cron 15 6 * * *", 2 * hour, [1800, 900 + day]),
            ("cron 0 9 * * *", 2 * hour, [1800, 3 * hour]),
            ("every 86400000", 900, [day]),
            ("every 86400000", 2 * hour, [1800, 1800 + day]),
        ])
    func edited(rule: String, at now: Double, expected: [Double]) throws {
        try install([Self.schedule("cron 30 6 * * *")], at: 0)
        let changed = try Self.schedule(rule)
        try install([changed], at: now)
        for later in [now, 0.9 * Self.day, 1.5 * Self.day] { try fire(changed, at: later) }
        #expect(try Array(jobs().prefix(expected.count)) == expected)
    }

    @Test("a new interval counts from the last occurrence, and makes up for nothing of its own")
    func editedInterval() throws {
        let (hourly, often) = (
            try Self.schedule("every 3600000"), try Self.schedule("every 300000", catchUp: .all)
        )
        try install([hourly], at: 0)
        try fire(hourly, at: 0)
        try install([often], at: 2400)
        #expect(try fire(often, at: 2400) == 2700)
        #expect(try jobs() == [0, 2400])
        try install([hourly], at: 2500)
        #expect(try fire(hourly, at: 2700) == 2400 + Self.hour)
    }

    @Test("a zone that is changed moves the times at once")
    func zone() throws {
        var schedule = try Self.schedule("cron 30 6 * * *")
        try install([schedule], at: 0)
        schedule.zone = "Europe/London"
        try install([schedule], at: 10)
        #expect(try fire(schedule, at: 10) == 1800 + Self.hour)
    }

    @Test("what lay between removing and putting back is skipped, and nothing runs twice")
    func removed() throws {
        let schedule = try Self.schedule("cron 30 6 * * *", catchUp: .all)
        try install([schedule], at: 0)
        try fire(schedule, at: 1800)
        try install([], at: 2000)
        #expect(try fire(schedule, at: Self.day) == nil)
        #expect(try database.read { try ScheduleTable($0).list() }.isEmpty)
        try install([schedule], at: 3 * Self.day)
        try fire(schedule, at: 3 * Self.day)
        #expect(try skips() == ["2 was removed"])
        try fire(schedule, at: 3.1 * Self.day)
        #expect(try jobs() == [1800, 1800 + 3 * Self.day])
    }

    @Test("what a removed schedule still owed is recorded when it is removed")
    func removedWithDebts() throws {
        try install([Self.schedule("every 300000")], at: 0)
        try install([], at: 1000)
        #expect(try skips() == ["4 was removed"])
    }

    @Test("a rule that another version wrote does not stop the one that is configured now")
    func unknownRule() throws {
        let schedule = try Self.schedule("cron 30 6 * * *")
        try install([schedule], at: 0)
        try database.write { try $0.execute(sql: "UPDATE schedule SET rule = 'lunar full'") }
        try install([schedule], at: 2000)
        try fire(schedule, at: 2000)
        #expect(try jobs() == [1800])
    }

    // MARK: Clocks

    @Test("a cron expression waits while the clock is set back, and says so")
    func setBack() throws {
        let schedule = try Self.schedule("cron 30 6 * * *")
        try install([schedule], at: 0)
        try fire(schedule, at: 1800)
        for now in [1800 - Self.day, 1700, 1800, 1801] {
            try install([schedule], at: now)
            #expect(try fire(schedule, at: now) == 1800 + Self.day)
        }
        #expect(try listing().waitsForClock(now: .wednesday))
        #expect(try !listing().waitsForClock(now: .wednesday + 1800))
        #expect(try jobs() == [1800])
    }

    @Test(
        "an interval goes on when the clock is set back, also to where it was before",
        arguments: [86_400.0, 86_399.5, 3600, 301, 300, 10])
    func intervalSetBack(by seconds: Double) throws {
        let schedule = try Self.schedule("every 300000")
        try install([schedule], at: 0)
        for now in stride(from: 0, through: Self.day, by: 300) { try fire(schedule, at: now) }
        let before = try jobs().count
        let back = Self.day - seconds
        try fire(schedule, at: back)
        try fire(schedule, at: back + 2)
        #expect(try jobs().count == before + 1)
        #expect(Set(try jobs()).count == before + 1)
        try fire(schedule, at: back + 302)
        #expect(try jobs().count == before + 2)
        #expect(try skips() == [])
    }

    @Test("a clock that goes a day ahead and comes back repeats nothing")
    func aheadAndBack() throws {
        let schedule = try Self.schedule("cron 30 6,18 * * *", catchUp: .all)
        try install([schedule], at: 0)
        try fire(schedule, at: 1800)
        try fire(schedule, at: 1800 + Self.day)
        for now in stride(from: 1800, through: 2 * Self.day, by: 1800) {
            try fire(schedule, at: now)
        }
        let expected = [0, 0.5, 1, 1.5].map { 1800 + $0 * Self.day }
        #expect(try jobs() == expected)
        #expect(try skips() == [])
    }

    @Test("after a week asleep the last one runs and the others are one row")
    func asleep() throws {
        let schedule = try Self.schedule("cron * * * * *", maxAge: .seconds(3600))
        try install([schedule], at: 0)
        try fire(schedule, at: 7 * Self.day)
        #expect(try jobs() == [7 * Self.day])
        #expect(
            try skips() == [
                "\(7 * 1440 - 61) missed, and older than its maximum age",
                "60 missed, a later one runs",
            ])
    }

    // MARK: Overlap, jitter, rows

    @Test("while the former one has not ended an occurrence is skipped, in one row")
    func overlap() throws {
        let schedule = try Self.schedule("every 300000", overlap: .skip)
        try install([schedule], at: 0)
        for now in [0.0, 300, 600, 900] { try fire(schedule, at: now) }
        #expect(try jobs() == [0])
        #expect(try skips() == ["3 the former one has not ended"])
        #expect(try listing().lastSkip?.at == .wednesday + 900)
        try end()
        try fire(schedule, at: 1200)
        #expect(try jobs() == [0, 1200])
        #expect(try rows() == 3)
    }

    @Test("what is made up for at one time does not count as overlapping")
    func overlapAll() throws {
        let schedule = try Self.schedule("cron 0 * * * *", catchUp: .all, overlap: .skip)
        try install([schedule], at: 0)
        try fire(schedule, at: 3 * Self.hour)
        #expect(try jobs() == [Self.hour, 2 * Self.hour, 3 * Self.hour])
    }

    @Test("a job is delayed by its share of the jitter, the same one after a restart")
    func jitter() throws {
        let schedule = try Self.schedule("cron */10 * * * *", catchUp: .all, jitter: .seconds(540))
        let shares = (0..<200).map { number in
            let occurrence = Date.wednesday + Double(number * 600)
            return schedule.runTime(of: occurrence, in: .amsterdam).timeIntervalSince(occurrence)
        }
        #expect(shares.allSatisfy { (0...540).contains($0) })
        #expect(Set(shares).count > 120)
        #expect(shares.filter { $0 < 270 }.count > 60 && shares.filter { $0 > 270 }.count > 60)
        try install([schedule], at: -1)
        try fire(schedule, at: 0)
        let row = try #require(
            try database.read {
                try Row.fetchOne($0, sql: "SELECT scheduled_at, scheduled_for, state FROM job")
            })
        #expect(Date(unixMilliseconds: row[0]) == .wednesday + shares[0])
        #expect(Date(unixMilliseconds: row[1]) == .wednesday)
    }

    @Test("a delay does not lead out of the allowed hours")
    func jitterInHours() throws {
        var schedule = try Self.schedule("cron 0 6 * * *", jitter: .seconds(36_000))
        schedule.hours = AllowedHours(from: LocalTime("06:00")!, until: LocalTime("06:01")!)
        #expect(schedule.runTime(of: .wednesday, in: .amsterdam) < .wednesday + 60)
    }

    @Test("a month of five-minute rounds is a row a day")
    func roundsAreFew() throws {
        let schedule = try Self.schedule("every 300000")
        try install([schedule], at: 0)
        try database.write { db in
            for round in 0..<(30 * 288) {
                _ = try ScheduleTable(db).fire(
                    schedule, now: .wednesday + Double(round * 300), calendar: .amsterdam)
            }
        }
        #expect(try jobs().count == 30 * 288)
        #expect(try rows() == 30)
        #expect(try listing().lastAt == .wednesday + Double((30 * 288 - 1) * 300))
    }

    @Test("cleaning takes old rows in slices, leaves the newest, and nothing runs again")
    func clean() throws {
        let schedule = try Self.schedule("cron 30 6 * * *", catchUp: .all)
        try install([schedule], at: 0)
        for day in 0..<10 { try fire(schedule, at: Double(day) * Self.day + 1800) }
        func clean(_ limit: Int) throws -> Int {
            try database.write {
                try ScheduleTable($0).clean(before: .wednesday + 30 * Self.day, limit: limit)
            }
        }
        #expect(try [clean(4), clean(4), clean(4), clean(4)] == [4, 4, 1, 0])
        // Summer time has begun.
        #expect(try listing().lastAt == .wednesday + 9 * Self.day - 1800)
        try database.write { try $0.execute(sql: "DELETE FROM job") }
        try install([schedule], at: 9 * Self.day + 1900)
        try fire(schedule, at: 9 * Self.day + 1900)
        #expect(try jobs().isEmpty)
    }

    @Test("rows that are not old stay")
    func cleanKeeps() throws {
        let schedule = try Self.schedule("cron 30 6 * * *", catchUp: .all)
        try install([schedule], at: 0)
        for day in 0..<4 { try fire(schedule, at: Double(day) * Self.day + 1800) }
        let deleted = try database.write {
            try ScheduleTable($0).clean(before: .wednesday + 2 * Self.day, limit: 100)
        }
        #expect(deleted == 2)
    }

    @Test("a database of the version before knows its last round afterwards")
    func migrated() throws {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        let queue = try DatabaseQueue()
        try migrator.migrate(queue, upTo: "jobqueue-2-schedule")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO schedule (name, kind, rule, zone, catch_up, max_age, hours_to, next_at, first_seen_at)
                    VALUES ('s', 'k', 'every 300000', 'Europe/Amsterdam', 'latest', 1, 1439, 1774414800000, 1774414800000)
                    """)
        }
        try migrator.migrate(queue)
        let row = try #require(
            try queue.read {
                try Row.fetchOne($0, sql: "SELECT done_until, hours_to FROM schedule")
            })
        #expect(row == ["done_until": 1_774_414_500_000, "hours_to": 0])
    }
}
