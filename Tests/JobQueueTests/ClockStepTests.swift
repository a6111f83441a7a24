import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Synchronization
import Testing

@testable import JobQueue

/// A clock that is set, a machine that sleeps, the nights of summer time: the whole dispatcher, with a stated result each.
struct ClockStepTests {
    /// Notes the local time that each occurrence was meant for, and when it ran.
    final class Diary: JobHandler {
        let kind: JobKind
        let runs = Mutex<[String]>([])

        init(lifetime: Duration? = nil) {
            kind = JobKind(name: "k", queue: "q", maxAttempts: 3, lifetime: lifetime)
        }

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            let meant = job.scheduledFor.map(ClockStepTests.local) ?? "no schedule"
            runs.withLock { $0.append("\(meant) at \(ClockStepTests.local(context.clock.now()))") }
            return .completed()
        }
    }

    static func local(_ instant: Date) -> String {
        "\(LocalCalendar.amsterdam.date(at: instant)) \(LocalCalendar.amsterdam.time(at: instant))"
    }

    let database: TestDatabase
    let clock = StandingClock(at: .wednesday)
    let diary = Diary()

    init() throws {
        database = try TestDatabase()
    }

    func dispatcher(_ rule: ScheduleRule, maxAge: Duration = .seconds(4 * 3600)) throws
        -> Dispatcher
    {
        let schedule = Schedule(
            name: "s", kind: "k", rule: rule, zone: "Europe/Amsterdam", maxAge: maxAge)
        let dispatcher = Dispatcher(
            ticks: database.ticks, clock: clock.clock,
            duties: Duties(
                lifecycles: [diary], queues: [QueueSetup(name: "q")], schedules: [schedule],
                calendar: .amsterdam), worker: UUID().uuidString, logger: .silent)
        try dispatcher.prepare()
        return dispatcher
    }

    /// Goes from due time to due time, as the daemon's timer does.
    func work(_ dispatcher: Dispatcher, from start: String, to end: String) throws {
        clock.set(to: .at(start))
        _ = try dispatcher.drain()
        while let next = try dispatcher.nextDue(), next <= .at(end) {
            clock.set(to: next)
            _ = try dispatcher.drain()
        }
    }

    func daily(_ expression: String) throws -> ScheduleRule {
        .cron(try CronExpression(expression))
    }

    @Test("half past two runs once in the night that skips it, right after the gap")
    func spring() throws {
        clock.set(to: .at("2026-03-28T12:00:00+01:00"))
        let dispatcher = try dispatcher(try daily("30 2 * * *"))
        try work(
            dispatcher, from: "2026-03-28T12:00:00+01:00", to: "2026-03-30T12:00:00+02:00")
        #expect(
            diary.runs.withLock { $0 } == [
                "2026-03-29 03:00 at 2026-03-29 03:00", "2026-03-30 02:30 at 2026-03-30 02:30",
            ])
    }

    @Test("half past two runs once in the night that has it twice, the first time")
    func autumn() throws {
        clock.set(to: .at("2026-10-24T12:00:00+02:00"))
        let dispatcher = try dispatcher(try daily("30 2 * * *"))
        try work(
            dispatcher, from: "2026-10-24T12:00:00+02:00", to: "2026-10-26T12:00:00+01:00")
        #expect(diary.runs.withLock { $0.count } == 2)
        let first = try database.read {
            try Int64.fetchOne($0, sql: "SELECT min(due_at) FROM occurrence")
        }
        #expect(first == Date.at("2026-10-25T02:30:00+02:00").unixMilliseconds)
    }

    @Test(
        "a clock that is set forward by a day makes up for one morning, and nothing runs twice when it is set back"
    )
    func dayForwardAndBack() throws {
        let dispatcher = try dispatcher(
            try daily("0 7 * * *"), maxAge: .seconds(30 * 3600))
        try work(
            dispatcher, from: "2026-03-25T06:00:00+01:00", to: "2026-03-25T07:00:00+01:00")
        try work(
            dispatcher, from: "2026-03-26T09:00:00+01:00", to: "2026-03-26T09:00:00+01:00")
        try work(
            dispatcher, from: "2026-03-25T09:00:00+01:00", to: "2026-03-27T09:00:00+01:00")
        #expect(
            diary.runs.withLock { $0 } == [
                "2026-03-25 07:00 at 2026-03-25 07:00", "2026-03-26 07:00 at 2026-03-26 09:00",
                "2026-03-27 07:00 at 2026-03-27 07:00",
            ])
    }

    @Test("an interval goes on at once when the clock is set back by a day")
    func intervalSetBack() throws {
        let dispatcher = try dispatcher(.every(.seconds(3600)))
        try work(
            dispatcher, from: "2026-03-25T06:00:00+01:00", to: "2026-03-25T08:00:00+01:00")
        try work(
            dispatcher, from: "2026-03-24T08:00:00+01:00", to: "2026-03-24T10:00:00+01:00")
        #expect(diary.runs.withLock { $0.count } == 6)
    }

    @Test(
        "a machine that slept for a week makes up for the last morning only, and old work has expired"
    )
    func asleep() throws {
        let dispatcher = try dispatcher(try daily("0 7 * * *"))
        try work(
            dispatcher, from: "2026-03-25T06:00:00+01:00", to: "2026-03-25T07:00:00+01:00")
        try database.write { db in
            _ = try JobTable(db).enqueue(
                NewJob(
                    kind: "k", queue: "q", scheduledAt: .at("2026-03-26T07:00:00+01:00"),
                    expiresAt: .at("2026-03-26T12:00:00+01:00"), maxAttempts: 3),
                now: .wednesday)
        }
        try work(
            dispatcher, from: "2026-04-01T08:00:00+02:00", to: "2026-04-01T08:00:00+02:00")
        #expect(
            diary.runs.withLock { $0 } == [
                "2026-03-25 07:00 at 2026-03-25 07:00", "2026-04-01 07:00 at 2026-04-01 08:00",
            ])
        let rows = try database.read { db in
            try String.fetchAll(
                db,
                sql:
                    "SELECT outcome || ' ' || count || ' ' || reason FROM occurrence ORDER BY due_at"
            )
        }
        #expect(rows.first == "enqueued 1 ")
        #expect(rows.contains { $0.hasPrefix("skipped 6 ") }, "\(rows)")
        let lost = try database.read {
            try String.fetchOne(
                $0, sql: "SELECT errors ->> '$[0].error' FROM job WHERE state = 'discarded'")
        }
        #expect(lost == "expired")
    }

    @Test("what a living lane holds is not taken from it when the clock is set forward by a day")
    func leases() throws {
        let held = try database.write { db in
            _ = try JobTable(db).enqueue(
                NewJob(kind: "k", queue: "q", maxAttempts: 3), now: .wednesday)
            return try JobTable(db).claim(
                queue: "q", limit: 1, worker: "w", now: .wednesday, leaseEndsAt: .wednesday + 900)
        }
        let tomorrow = Date.wednesday + 86_400
        let taken = try database.write {
            try JobTable($0).rescueStrangers(living: "w")
        }
        #expect(taken.isEmpty)
        let end = try database.write {
            try JobTable($0).finish(
                held[0], .completed(), worker: "w", now: tomorrow, retryAt: tomorrow)
        }
        #expect(end == .completed)
    }
}
