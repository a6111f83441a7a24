import BuurtpostTestKit
import Foundation
import Model
import Testing

@testable import JobQueue

@Suite("Cron expressions")
struct CronExpressionTests {
    @Test(
        "fields allow numbers, names, ranges, lists and steps",
        arguments: [
            ("*/15", CronFieldKind.minute, [0, 15, 30, 45]),
            ("5", .minute, [5]),
            ("10-20/5,59", .minute, [10, 15, 20, 59]),
            ("00,07", .hour, [0, 7]),
            ("jan-MAR,12", .month, [1, 2, 3, 12]),
            ("mon-fri", .weekday, [1, 2, 3, 4, 5]),
            ("7", .weekday, [0]),
            ("0,7", .weekday, [0]),
            ("fri-sun", .weekday, [0, 5, 6]),
            ("sun-tue", .weekday, [0, 1, 2]),
            ("*", .weekday, [0, 1, 2, 3, 4, 5, 6]),
            ("*/2", .weekday, [0, 2, 4, 6]),
            ("5-7", .weekday, [0, 5, 6]),
        ])
    func fields(text: String, kind: CronFieldKind, numbers: [Int]) throws {
        #expect(try CronField(CronWord(text: text, column: 1), as: kind).numbers == numbers)
    }

    @Test(
        "a mistake is told with the column of the part that is wrong",
        arguments: [
            ("61 6 * * *", 1, "is no minute"),
            ("0 24 * * *", 3, "is no hour"),
            ("0  6,x * * *", 6, "is no hour"),
            ("0 6 0 * *", 5, "is no day of the month"),
            ("0 6 * foo *", 7, "is no month"),
            ("0 6 * * 8", 9, "is no day of the week"),
            ("0 6 * * mon,,tue", 13, "is no day of the week"),
            ("*/0 6 * * *", 3, "is no step for minute"),
            ("*/60 6 * * *", 3, "is no step for minute"),
            ("*/7 6 * * */7", 13, "is no step for day of the week"),
            ("5/10 * * * *", 1, "has a step behind one number"),
            ("0 22-6 * * *", 3, "ends before it begins"),
            ("0 6 * * fri-mon", 9, "ends before it begins"),
            ("0 6-7-8 * * *", 3, "has more than one -"),
            ("0 */2/2 * * *", 3, "has more than one /"),
            ("0 6 L * *", 5, "is no day of the month"),
            ("-5 6 * * *", 1, "is no minute"),
            ("0 ٦ * * *", 3, "is no hour"),
            ("0 99999999999999999999 * * *", 3, "is no hour"),
            ("0 6 * *", 1, "has 4 fields"),
            ("0 0 6 * * *", 11, "has 6 fields"),
            ("", 1, "has 0 fields"),
            ("@reboot", 1, "is no short form"),
            ("@daily 5", 1, "has 2 fields"),
            ("0 6 30 2 *", 5, "never comes in month 2"),
            ("0 6 31 feb,apr,6 *", 5, "never comes in month feb,apr,6"),
            ("0 6 30 2 */2", 5, "never comes in month 2"),
        ])
    func mistakes(text: String, column: Int, reason: String) {
        let error = #expect(throws: InvalidCronExpression.self) { _ = try CronExpression(text) }
        #expect(error?.column == column)
        #expect(error?.reason == reason)
        #expect(error?.remedy.isEmpty == false)
    }

    static func nextTimes(
        _ text: String, after start: String, count: Int, zone: String = "Europe/Amsterdam"
    ) throws -> [Date] {
        let calendar = LocalCalendar(zone: try #require(TimeZone(identifier: zone)))
        let expression = try CronExpression(text)
        var instant = Date.at(start)
        return (0..<count).map { _ in
            instant = expression.next(after: instant, in: calendar)
            return instant
        }
    }

    @Test(
        "the next times of an expression",
        arguments: [
            (
                "30 6 * * mon-fri", "2026-03-27T06:30:00+01:00",
                ["2026-03-30T06:30:00+02:00", "2026-03-31T06:30:00+02:00"]
            ),
            ("@daily", "2026-01-01T00:00:00+01:00", ["2026-01-02T00:00:00+01:00"]),
            ("@hourly", "2026-01-01T00:59:59+01:00", ["2026-01-01T01:00:00+01:00"]),
            ("@weekly", "2026-03-25T06:00:00+01:00", ["2026-03-29T00:00:00+01:00"]),
            ("@yearly", "2026-03-25T06:00:00+01:00", ["2027-01-01T00:00:00+01:00"]),
            ("@Monthly", "2026-03-25T06:00:00+01:00", ["2026-04-01T00:00:00+02:00"]),
            // Both day fields restricted: either fits.
            (
                "0 6 13 * fri", "2026-03-25T07:00:00+01:00",
                [
                    "2026-03-27T06:00:00+01:00", "2026-04-03T06:00:00+02:00",
                    "2026-04-10T06:00:00+02:00", "2026-04-13T06:00:00+02:00",
                ]
            ),
            // One of them begins with `*`: both have to fit.
            (
                "0 6 */2 * fri", "2026-03-25T07:00:00+01:00",
                ["2026-03-27T06:00:00+01:00", "2026-04-03T06:00:00+02:00"]
            ),
            ("0 6 29 2 *", "2026-03-25T07:00:00+01:00", ["2028-02-29T06:00:00+01:00"]),
            ("0 6 29 2 *", "2096-03-01T00:00:00Z", ["2104-02-29T06:00:00+01:00"]),
            ("0 6 31 * *", "2026-03-31T07:00:00+02:00", ["2026-05-31T06:00:00+02:00"]),
        ])
    func next(text: String, start: String, expected: [String]) throws {
        #expect(
            try Self.nextTimes(text, after: start, count: expected.count)
                == expected.map { Date.at($0) })
    }

    static let nights: [(text: String, zone: String, start: String, expected: [String])] = [
        // Spring in Amsterdam: 02:00 to 03:00 is skipped on 29 March 2026.
        (
            "30 2 * * *", "Europe/Amsterdam", "2026-03-28T12:00:00Z",
            ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
        ),
        (
            "0,15,30 2,3 * * *", "Europe/Amsterdam", "2026-03-28T12:00:00Z",
            ["2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z", "2026-03-29T01:30:00Z"]
        ),
        (
            "30 * * * *", "Europe/Amsterdam", "2026-03-29T00:00:00Z",
            ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"]
        ),
        (
            "30 */2 * * *", "Europe/Amsterdam", "2026-03-28T23:00:00Z",
            ["2026-03-28T23:30:00Z", "2026-03-29T02:30:00Z"]
        ),
        // Autumn in Amsterdam: 02:00 to 03:00 comes twice on 25 October 2026.
        (
            "30 2 * * *", "Europe/Amsterdam", "2026-10-24T12:00:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        ),
        (
            "30 0-23 * * *", "Europe/Amsterdam", "2026-10-24T23:45:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"]
        ),
        (
            "30 * * * *", "Europe/Amsterdam", "2026-10-24T23:45:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
        ),
        (
            "0 */2 * * *", "Europe/Amsterdam", "2026-10-24T22:00:00Z",
            ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T03:00:00Z"]
        ),
        // Sydney goes the other way: spring on 4 October 2026, autumn on 5 April 2026.
        (
            "30 2 * * *", "Australia/Sydney", "2026-10-03T00:00:00Z",
            ["2026-10-03T16:00:00Z", "2026-10-04T15:30:00Z"]
        ),
        (
            "30 2 * * *", "Australia/Sydney", "2026-04-04T00:00:00Z",
            ["2026-04-04T15:30:00Z", "2026-04-05T16:30:00Z"]
        ),
        // Lord Howe moves by half an hour: 02:00 to 02:30 is skipped.
        (
            "15,45 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z",
            ["2026-10-03T15:30:00Z", "2026-10-03T15:45:00Z"]
        ),
        // Santiago skips midnight on 6 September 2026.
        (
            "0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z",
            ["2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"]
        ),
        // Nuuk skips 23:00 to 24:00 on 28 March 2026: the gap ends at a midnight of which the expression has one too.
        (
            "0,30 0,23 * * *", "America/Nuuk", "2026-03-28T12:00:00Z",
            ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]
        ),
        ("30 23 * * sat", "America/Nuuk", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z"]),
    ]

    @Test(
        "both nights in which the clock changes, in the north and in the south", arguments: nights)
    func night(_ night: (text: String, zone: String, start: String, expected: [String])) throws {
        let found = try Self.nextTimes(
            night.text, after: night.start, count: night.expected.count, zone: night.zone)
        #expect(found == night.expected.map { Date.at($0) })
    }

    @Test("ten years of minutes are counted, not walked through one by one")
    func tenYears() throws {
        let expression = try CronExpression("* * * * *")
        let (start, end) = (Date.at("2026-01-01T00:00:00Z"), Date.at("2036-01-01T00:00:00Z"))
        let count = expression.count(after: start, through: end, in: .amsterdam)
        #expect(count == Int(end.timeIntervalSince(start) / 60))
        #expect(expression.last(after: start, through: end, in: .amsterdam) == end)
    }

    @Test(
        "an expression read from its text is the same", arguments: ["30 6 * * mon-fri", "@daily"])
    func text(text: String) throws {
        let rule = ScheduleRule.cron(try CronExpression(text))
        #expect(ScheduleRule(text: rule.text) == rule)
        #expect(ScheduleRule(text: "cron 1 2 3") == nil)
        #expect(ScheduleRule(text: "every x") == nil)
    }

    // MARK: Against a minute by minute walk

    static let zones = [
        "Europe/Amsterdam", "Australia/Sydney", "Australia/Lord_Howe", "America/Santiago",
        "America/Nuuk",
    ]

    @Test("random expressions agree with a walk from minute to minute", arguments: zones)
    func walk(zone: String) throws {
        let calendar = LocalCalendar(zone: try #require(TimeZone(identifier: zone)))
        var random = SplitMix64(seed: 2026)
        for round in 0..<24 {
            let expression = try CronExpression(RandomCron.text(&random))
            let start = try RandomCron.start(round: round, calendar, &random)
            let end = start + 2 * 86_400
            let expected = MinuteWalk(calendar).occurrences(
                of: expression, after: start, through: end)
            let comment = Comment(rawValue: "\(expression.text) after \(start)")
            #expect(expression.all(after: start, through: end, in: calendar) == expected, comment)
            #expect(
                expression.count(after: start, through: end, in: calendar) == expected.count,
                comment)
            #expect(expression.last(after: start, through: end, in: calendar) == expected.last)
            if let first = expected.first {
                #expect(expression.next(after: start, in: calendar) == first, comment)
            }
        }
    }
}
