import Foundation
import Model
import Testing

@testable import Neighbourhood

@Suite("Recurrence rules")
struct AgendaRecurrenceTests {
    struct Case: Decodable {
        let rule: String
        let start: String
        let starts: [String]
    }

    private static func recurrence(_ rule: String, _ start: String) throws -> Recurrence {
        let rule = try RecurrenceRule(rule)
        var recurrence = Recurrence(
            rule: rule, start: try #require(VEventComponent.time(start)).wall)
        recurrence.until = rule.until.flatMap(VEventComponent.time(_:))?.wall
        if let count = rule.count { recurrence.until = recurrence.start(number: count) }
        return recurrence
    }

    @Test("six hundred random rules give the starts that python-dateutil gives")
    func agreesWithDateutil() throws {
        let file = AgendaFixture.url("recurrence-expected.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        #expect(cases.count == 600)
        for expected in cases {
            let recurrence = try Self.recurrence(expected.rule, expected.start)
            let last = try #require(expected.starts.last.flatMap(VEventComponent.time(_:)))
            let starts = recurrence.starts(from: recurrence.start, through: last.wall)
            #expect(starts.map(\.basicDateTime) == expected.starts, "\(expected.rule)")
        }
    }

    @Test("starts looked for late in a series are those found from its beginning")
    func startsAnywhere() throws {
        let file = AgendaFixture.url("recurrence-expected.json")
        for expected in try JSONDecoder().decode([Case].self, from: Data(contentsOf: file)) {
            let recurrence = try Self.recurrence(expected.rule, expected.start)
            let known = expected.starts.compactMap(VEventComponent.time(_:)).map(\.wall)
            let (first, last) = (known[known.count / 2], known[known.count - 1])
            let starts = recurrence.starts(from: first, through: last)
            #expect(starts == Array(known[(known.count / 2)...]), "\(expected.rule)")
        }
    }

    @Test(
        "months and years without the day are left out",
        arguments: [
            ("FREQ=MONTHLY", "20260131T100000", ["20260131", "20260331", "20260531", "20260731"]),
            ("FREQ=YEARLY", "20240229T100000", ["20240229", "20280229", "20320229", "20360229"]),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "20260130T100000",
                ["20260130", "20260227", "20260331", "20260430"]
            ),
            (
                "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,-1", "20260302T100000",
                ["20260302", "20260306", "20260309", "20260313"]
            ),
            (
                "FREQ=DAILY;BYMONTHDAY=-1", "20260131T100000",
                ["20260131", "20260228", "20260331", "20260430"]
            ),
            (
                "FREQ=YEARLY;BYWEEKNO=53", "20201228T100000",
                ["20201228", "20261228", "20321227", "20371228"]
            ),
        ])
    func firstFour(_ rule: String, _ start: String, _ days: [String]) throws {
        let recurrence = try Self.recurrence(rule, start)
        let end = WallTime(day: recurrence.start.day + 8000, second: 0)
        let starts = recurrence.starts(from: recurrence.start, through: end)
        #expect(starts.prefix(4).map(\.basicDate) == days)
    }

    @Test("DTSTART is an occurrence and counts, also when it does not fit the rule")
    func unfittingStart() throws {
        let recurrence = try Self.recurrence("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "20260325T100000")
        let end = WallTime(day: recurrence.start.day + 100, second: 0)
        let starts = recurrence.starts(from: recurrence.start, through: end)
        #expect(starts.map(\.basicDate) == ["20260325", "20260330", "20260406"])
    }

    @Test(
        "a rule that never matches is known to be one",
        arguments: [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=6MO",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=8",
            "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3",
        ])
    func neverMatches(_ rule: String) throws {
        #expect(try !Self.recurrence(rule, "20260201T100000").hasMatch)
    }

    @Test("a daily series of a hundred years gives the one start of a day")
    func oldSeries() throws {
        let recurrence = try Self.recurrence("FREQ=DAILY", "19260101T100000")
        let day = CalendarDay.year(2026).lowerBound
        let starts = recurrence.starts(
            from: WallTime(day: day, second: 0), through: WallTime(day: day, second: 86_399))
        #expect(starts == [WallTime(day: day, second: 36_000)])
    }

    @Test(
        "a rule that is not one is refused where it goes wrong",
        arguments: [
            ("FREQ=SECONDLY", 0), ("FREQ=MINUTELY", 0), ("FREQ=HOURLY", 0), ("", 0),
            ("INTERVAL=2", 0), ("FREQ=DAILY;INTERVAL=0", 11), ("FREQ=DAILY;INTERVAL=70000", 11),
            ("FREQ=DAILY;COUNT=0", 11), ("FREQ=DAILY;COUNT=20001", 11),
            ("FREQ=DAILY;COUNT=99999999999999999999", 11),
            ("FREQ=DAILY;COUNT=2;UNTIL=20260101", 11), ("FREQ=DAILY;FREQ=DAILY", 11),
            ("FREQ=WEEKLY;BYDAY=XX", 12), ("FREQ=WEEKLY;BYDAY=1MO", 12),
            ("FREQ=MONTHLY;BYDAY=54MO", 13), ("FREQ=MONTHLY;BYDAY=0MO", 13),
            ("FREQ=MONTHLY;BYMONTHDAY=32", 13), ("FREQ=MONTHLY;BYMONTHDAY=0", 13),
            ("FREQ=MONTHLY;BYMONTHDAY=1,,2", 13), ("FREQ=WEEKLY;BYMONTHDAY=1", 12),
            ("FREQ=MONTHLY;BYYEARDAY=1", 13), ("FREQ=MONTHLY;BYWEEKNO=1", 13),
            ("FREQ=DAILY;WKST=", 11), ("FREQ=DAILY;WKST=M", 11), ("FREQ=DAILY;RSCALE=CHINESE", 11),
            ("FREQ=DAILY;;BYMONTH=1", 11), ("FREQ=DAILY;BYMONTH=13", 11),
            ("FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0,5,10,15,20,25,30,35,40", 25),
        ])
    func refusesRule(_ rule: String, _ offset: Int) {
        let fault = #expect(throws: RecurrenceRuleParts.Fault.self) { try RecurrenceRule(rule) }
        #expect(fault?.offset == offset)
    }

    @Test("rules as exporters write them are read: small letters, spaces, a last semicolon")
    func lenientRule() throws {
        let rule = try RecurrenceRule("freq=monthly;byday=2 TU, -1fr;")
        #expect(rule == (try RecurrenceRule("FREQ=MONTHLY;BYDAY=2TU,-1FR")))
    }
}
