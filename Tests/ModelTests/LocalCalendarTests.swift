import BuurtpostTestKit
import Foundation
import Model
import Testing

struct LocalCalendarTests {
    @Test(
        "a time on the wall becomes the instant that schedules mean",
        arguments: [
            ("2026-03-25", "06:30", "2026-03-25T05:30:00Z"),
            ("2026-07-01", "06:30", "2026-07-01T04:30:00Z"),
            ("2026-03-29", "01:59", "2026-03-29T00:59:00Z"),
            ("2026-03-29", "02:00", "2026-03-29T01:00:00Z"),  // the gap: right after it
            ("2026-03-29", "02:30", "2026-03-29T01:00:00Z"),
            ("2026-03-29", "02:59", "2026-03-29T01:00:00Z"),
            ("2026-03-29", "03:00", "2026-03-29T01:00:00Z"),
            ("2026-03-29", "03:30", "2026-03-29T01:30:00Z"),
            ("2026-10-25", "01:59", "2026-10-24T23:59:00Z"),
            ("2026-10-25", "02:30", "2026-10-25T00:30:00Z"),  // comes twice: the first
            ("2026-10-25", "03:00", "2026-10-25T02:00:00Z"),
            ("2026-10-25", "23:59", "2026-10-25T22:59:00Z"),
        ])
    func scheduledInstant(day: String, time: String, expected: String) throws {
        let date = try #require(LocalDate(day))
        let time = try #require(LocalTime(time))
        #expect(LocalCalendar.amsterdam.instant(date, time) == .at(expected))
    }

    @Test("an event in the gap is shown an hour later (RFC 5545 §3.3.5)")
    func eventInGap() throws {
        let date = try #require(LocalDate("2026-03-29"))
        let instant = LocalCalendar.amsterdam.eventInstant(date, secondsIntoDay: 9000)
        #expect(instant == .at("2026-03-29T01:30:00Z"))
    }

    @Test(
        "later minutes of a day are never earlier instants",
        arguments: ["2026-03-29", "2026-10-25"])
    func monotone(day: String) throws {
        let date = try #require(LocalDate(day))
        let instants = (0..<1440).map {
            LocalCalendar.amsterdam.instant(date, LocalTime(minute: $0))
        }
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(LocalCalendar.amsterdam.date(at: instants[0]) == date)
        #expect(LocalCalendar.amsterdam.date(at: instants[1439]) == date)
    }
}
