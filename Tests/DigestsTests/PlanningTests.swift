import BuurtpostTestKit
import Foundation
import Model
import Testing

@testable import Digests

/// The decisions of a plan, as tables of cases.
struct PlanningTests {
    static func minutes(_ from: String, _ to: String) -> ClosedRange<Int> {
        LocalTime(from)!.minute...LocalTime(to)!.minute
    }

    static func windows(_ now: String, plannedUntil: String? = nil, lead: Double = 600)
        -> [DigestWindow]
    {
        let now = Date.at(now)
        return DigestWindow.all(
            now: now, plannedUntil: plannedUntil.map { .at($0) }, horizon: now + lead,
            rule: LatenessRule(longest: .seconds(4 * 3600)), calendar: .amsterdam)
    }

    @Test(
        "a morning: four hours back to the minute, the lead ahead, the rest of the day is too late")
    func morning() {
        #expect(
            Self.windows("2026-03-25T08:05:00+01:00") == [
                DigestWindow(
                    date: LocalDate("2026-03-25")!, due: Self.minutes("04:05", "08:15"),
                    tooLate: Self.minutes("00:00", "04:04"))
            ])
    }

    @Test(
        "each round deals with the hours that are new; after a standstill with all that it missed")
    func followUp() {
        let next = Self.windows(
            "2026-03-25T08:05:00+01:00", plannedUntil: "2026-03-25T08:10:00+01:00")
        #expect(next.map(\.due) == [Self.minutes("08:11", "08:15")])
        #expect(next.map(\.tooLate) == [nil])
        let late = Self.windows(
            "2026-03-25T08:05:00+01:00", plannedUntil: "2026-03-25T03:00:00+01:00")
        #expect(late.map(\.due) == [Self.minutes("04:05", "08:15")])
        #expect(late.map(\.tooLate) == [Self.minutes("03:01", "04:04")])
        #expect(
            Self.windows("2026-03-25T08:05:00+01:00", plannedUntil: "2026-03-25T08:15:00+01:00")
                .isEmpty)
    }

    @Test("around midnight yesterday and tomorrow have their hours")
    func midnight() {
        let before = Self.windows("2026-03-25T23:55:00+01:00")
        #expect(before.map(\.date.day) == [25, 26])
        #expect(
            before.map(\.due) == [Self.minutes("23:25", "23:59"), Self.minutes("00:00", "00:05")])
        let after = Self.windows("2026-03-26T00:10:00+01:00")
        #expect(
            after.map(\.due) == [Self.minutes("23:40", "23:59"), Self.minutes("00:00", "00:20")])
    }

    @Test("after days of absence daily readers are told of one day, weekly readers of their own")
    func absence() {
        let windows = Self.windows(
            "2026-03-25T08:05:00+01:00", plannedUntil: "2026-03-22T08:00:00+01:00")
        #expect(windows.map(\.date.day) == [22, 23, 24, 25])
        #expect(windows.map(\.isWeeklyOnly) == [true, true, false, false])
        #expect(
            windows.map(\.tooLate) == [
                Self.minutes("08:01", "23:59"), Self.minutes("00:00", "23:59"),
                Self.minutes("08:06", "23:59"), Self.minutes("00:00", "04:04"),
            ])
        #expect(windows.map(\.due) == [nil, nil, nil, Self.minutes("04:05", "08:15")])
    }

    @Test(
        "a late digest comes within four hours and never after 21:30, but for an hour of the late evening",
        arguments: [
            ("06:30", "10:30"), ("17:30", "21:30"), ("18:00", "21:30"), ("20:59", "21:30"),
            ("21:00", "21:30"), ("21:15", "21:45"), ("23:00", "23:30"),
        ])
    func deadline(hour: String, expected: String) {
        let (date, calendar) = (LocalDate("2026-03-25")!, LocalCalendar.amsterdam)
        let rule = LatenessRule(longest: .seconds(4 * 3600))
        #expect(
            rule.deadline(of: calendar.instant(date, LocalTime(hour)!), on: date, calendar)
                == calendar.instant(date, LocalTime(expected)!))
        let strict = LatenessRule(longest: .zero)
        let instant = calendar.instant(date, LocalTime(hour)!)
        #expect(strict.deadline(of: instant, on: date, calendar) == instant)
    }

    @Test(
        "in the nights of the clock changes each hour belongs to exactly one plan",
        arguments: ["2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z"])
    func clockChanges(start: String) {
        var planned: [String: Int] = [:]
        var last: Date?
        for step in 0..<(30 * 12) {
            let now = Date.at(start) + Double(step) * 300
            let windows = DigestWindow.all(
                now: now, plannedUntil: last, horizon: now + 600,
                rule: LatenessRule(longest: .zero), calendar: .amsterdam)
            for window in windows {
                for minute in window.due.map(Array.init) ?? [] {
                    planned["\(window.date)/\(minute)"] = step
                }
            }
            last = now + 600
        }
        let sunday = start.hasPrefix("2026-03") ? "2026-03-29" : "2026-10-25"
        #expect(planned.keys.filter { $0.hasPrefix(sunday) }.count == 1440)
    }

    @Test(
        "the lead grows with the crowd and shrinks with the rate",
        arguments: [
            (1.0, [(1800.0, 100)], 600.0),  // 150 s are enough: the minimum
            (1, [(1800, 1200)], 1800),  // 1800 s are needed
            (1, [(1800, 1199)], 600),
            (1, [(700, 10), (1800, 1190)], 1800),  // those before have to leave as well
            (1, [(1800, 10), (3600, 2400)], 3600),
            (100, [(1800, 1200)], 600),
            (0.001, [(10_800, 1), (10_801, 1)], 600),  // hopeless, and no further than three hours
            (0.0001, [(10_800, 1), (10_801, 1)], 10_800),
        ] as [(Double, [(Double, Int)], Double)])
    func lead(perSecond: Double, coming: [(Double, Int)], expected: Double) {
        let horizon = LeadTime.horizon(
            now: .wednesday, coming: coming.map { (at: .wednesday + $0.0, readers: $0.1) },
            perSecond: perSecond, minimum: .seconds(600))
        #expect(horizon.timeIntervalSince(.wednesday) == expected)
    }

    @Test(
        "places are divided in turn, and the sum is never over the limit",
        arguments: [
            ([20, 6, 2, 1], 12, [5, 4, 2, 1]), ([3, 0, 0, 0], 12, [3, 0, 0, 0]),
            ([0, 0], 12, [0, 0]),
            ([9, 9], 1, [1, 0]), ([2, 30], 12, [2, 10]),
        ])
    func share(counts: [Int], limit: Int, expected: [Int]) {
        #expect(ItemShare.divide(counts, limit: limit) == expected)
    }

    @Test("a question lasts from Monday to Sunday and none comes twice within a year")
    func questions() {
        let list = QuestionList(
            (1...60).map { "vraag \($0)" }.joined(separator: "\n") + "\n# weg\n\n")
        #expect(list.questions.count == 60)
        let monday = LocalDate("2026-03-23")!
        let week = (0..<7).map { list.index(on: monday.adding(days: $0)) }
        #expect(Set(week).count == 1)
        #expect(list.index(on: monday.adding(days: 7)) != week[0])
        let year = (0..<52).compactMap { list.index(on: monday.adding(days: 7 * $0)) }
        #expect(Set(year).count == 52)
        #expect(QuestionList("# niets").index(on: monday) == nil)
    }

    @Test(
        "an excerpt ends at a word",
        arguments: [
            ("", 10, nil), ("  \n ", 10, nil), ("kort", 10, "kort"),
            ("een twee drie", 8, "een twee…"),
            ("een\n\ntwee", 20, "een twee"), ("aaaaaaaaaaaaaaa", 5, "aaaaa…"),
            ("een twee", 8, "een twee"),
        ])
    func excerpt(text: String, length: Int, expected: String?) {
        #expect(Excerpt.of(text, length: length) == expected)
    }

    @Test("dates, times and counts read like Dutch")
    func words() {
        let dutch = DigestWording(language: .nl)
        #expect(dutch.day(LocalDate("2026-03-25")!) == "woensdag 25 maart")
        #expect(dutch.time(LocalTime("6:30")!) == "06.30 uur")
        #expect([1, 4, 12, 13].map(dutch.count) == ["één", "vier", "twaalf", "13"])
    }
}
