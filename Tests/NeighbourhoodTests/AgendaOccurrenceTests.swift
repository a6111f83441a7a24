import Foundation
import GRDB
import Model
import Testing

@testable import Neighbourhood

@Suite("The agenda's occurrences")
struct AgendaOccurrenceTests {
    private typealias Fixture = AgendaFixture

    private static func weekly(_ rest: String = "") -> String {
        "DTSTART;TZID=Europe/Amsterdam:20260304T100000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\(rest)"
    }

    @Test("a weekly event stays at ten o'clock on the wall when the clocks change")
    func weeklyOverChanges() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar("DTSTART:20260322T100000\nRRULE:FREQ=WEEKLY;BYDAY=SU"))
        let spring = try Fixture.occurrences(agenda, "2026-03-22", "2026-04-05")
        #expect(
            spring.map(\.key) == ["22", "29"].map { "2026-03-\($0)T10:00" } + ["2026-04-05T10:00"])
        let seconds = zip(spring, spring.dropFirst()).map {
            $1.startsAt.timeIntervalSince($0.startsAt)
        }
        #expect(seconds == [167 * 3600, 168 * 3600])
        let autumn = try Fixture.occurrences(agenda, "2026-10-18", "2026-10-25")
        #expect(autumn[1].startsAt.timeIntervalSince(autumn[0].startsAt) == 169 * 3600)
        #expect(autumn.map(\.localTime.description) == ["10:00", "10:00"])
    }

    @Test("02:30 in the night that skips it is 03:30, and the day after 02:30 again")
    func springGap() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar(
                "DTSTART;TZID=Europe/Amsterdam:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3"))
        #expect(
            try Fixture.shown(agenda, "2026-03-28", "2026-03-31") == [
                "2026-03-28 02:30 Koffie", "2026-03-29 03:30 Koffie", "2026-03-30 02:30 Koffie",
            ])
    }

    @Test("02:30 in the night that has it twice is the first of the two")
    func autumnOverlap() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar(
                "DTSTART;TZID=Europe/Amsterdam:20261024T023000\nRRULE:FREQ=DAILY;COUNT=3"))
        let starts = try Fixture.occurrences(agenda, "2026-10-24", "2026-10-26").map(\.startsAt)
        #expect(
            starts.map { $0.formatted(.iso8601) } == [
                "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z",
            ])
    }

    @Test("an event in UTC or another zone keeps the time of that zone")
    func otherZones() throws {
        let agenda = try Fixture.agenda(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:utc
            SUMMARY:UTC
            DTSTART:20260328T090000Z
            RRULE:FREQ=DAILY;COUNT=2
            END:VEVENT
            BEGIN:VEVENT
            UID:ny
            SUMMARY:New York
            DTSTART;TZID=America/New_York:20260328T090000
            RRULE:FREQ=DAILY;COUNT=2
            END:VEVENT
            END:VCALENDAR
            """)
        #expect(
            try Fixture.shown(agenda, "2026-03-28", "2026-03-29") == [
                "2026-03-28 10:00 UTC", "2026-03-28 14:00 New York", "2026-03-29 11:00 UTC",
                "2026-03-29 15:00 New York",
            ])
    }

    @Test("a key of an hour that comes twice says which of the two it is")
    func keyOfSecondHour() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar("DTSTART:20261025T003000Z\nRDATE:20261025T013000Z"))
        let keys = try Fixture.occurrences(agenda, "2026-10-25", "2026-10-25").map(\.key)
        #expect(keys == ["2026-10-25T02:30", "2026-10-25T02:30+01:00"])
    }

    @Test(
        "the end follows RFC 5545: DTEND exactly as long, DURATION in days on the wall",
        arguments: [
            ("DTEND:20260328T060000", "2026-03-29 07:00"),
            ("DURATION:P1D", "2026-03-29 22:00"), ("DURATION:PT24H", "2026-03-29 23:00"),
            ("DURATION:P1DT1H", "2026-03-29 23:00"), ("SEQUENCE:1", "2026-03-28 22:00"),
        ])
    func ends(_ end: String, _ expected: String) throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar("DTSTART:20260327T220000\n\(end)\nRRULE:FREQ=DAILY"))
        let found = try Fixture.occurrences(agenda, "2026-03-28", "2026-03-28")
        #expect(found.first { $0.key == "2026-03-28T22:00" }?.endsAt == Fixture.at(expected))
    }

    @Test(
        "EXDATE takes an occurrence out, however it is written",
        arguments: [
            "EXDATE;TZID=Europe/Amsterdam:20260401T100000", "EXDATE:20260401T080000Z",
            "EXDATE:20260401T100000", "EXDATE;TZID=Europe/London:20260401T090000",
            "EXDATE;VALUE=DATE:20260401", "EXDATE:20260318T080000Z,20260401T080000Z",
            "EXDATE:20260318T080000Z\nEXDATE:20260401T080000Z",
            "RDATE:20260401T100000\nEXDATE:20260401T100000",
        ])
    func excluded(_ exdate: String) throws {
        let agenda = try Fixture.agenda(Fixture.calendar(Self.weekly("\n" + exdate)))
        #expect(
            try Fixture.shown(agenda, "2026-03-25", "2026-04-08") == [
                "2026-03-25 10:00 Koffie", "2026-04-08 10:00 Koffie",
            ])
    }

    @Test("EXDATEs beyond the five hundredth of a line count too")
    func manyExcluded() throws {
        let first = Fixture.at("2026-01-01 10:00")
        let days = (1...600).map { WallTime(first, in: Fixture.amsterdam.zone).day + $0 }
        let dates = days.map { WallTime(day: $0, second: 36_000).basicDateTime }
        let agenda = try Fixture.agenda(
            Fixture.calendar(
                "DTSTART:20260101T100000\nRRULE:FREQ=DAILY\nEXDATE:"
                    + dates.joined(separator: ",")))
        #expect(
            try Fixture.shown(agenda, "2026-01-01", "2027-08-26") == [
                "2026-01-01 10:00 Koffie", "2027-08-25 10:00 Koffie", "2027-08-26 10:00 Koffie",
            ])
    }

    @Test("RDATE adds occurrences, one that the rule gives too is not there twice")
    func added() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar(Self.weekly("\nRDATE:20260326T190000,20260401T080000Z")))
        #expect(
            try Fixture.shown(agenda, "2026-03-25", "2026-04-01") == [
                "2026-03-25 10:00 Koffie", "2026-03-26 19:00 Koffie", "2026-04-01 10:00 Koffie",
            ])
    }

    @Test(
        "UNTIL includes the last occurrence, however it is written",
        arguments: [
            "20260401T080000Z", "20260401T100000", "20260401", "20260401T215959Z",
            "20260407T000000Z",
        ])
    func until(_ until: String) throws {
        let agenda = try Fixture.agenda(Fixture.calendar(Self.weekly(";UNTIL=\(until)")))
        #expect(
            try Fixture.occurrences(agenda, "2026-03-29", "2026-05-01").map(\.key)
                == ["2026-04-01T10:00"])
    }

    @Test(
        "UNTIL of whole days counts by the day on the platform's clock",
        arguments: ["20260401", "20260401T000000", "20260331T220000Z"])
    func untilOfDays(_ until: String) throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar("DTSTART;VALUE=DATE:20260330\nRRULE:FREQ=DAILY;UNTIL=\(until)"))
        #expect(
            try Fixture.occurrences(agenda, "2026-03-01", "2026-05-01").map(\.key)
                == ["2026-03-30", "2026-03-31", "2026-04-01"])
    }

    @Test("COUNT counts excluded occurrences and not RDATEs")
    func count() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar(
                Self.weekly(";COUNT=3\nEXDATE:20260311T100000\nRDATE:20260305T100000")))
        #expect(
            try Fixture.occurrences(agenda, "2026-03-01", "2026-12-31").map(\.key)
                == ["2026-03-04T10:00", "2026-03-05T10:00", "2026-03-18T10:00"])
    }

    @Test("an exhibition counts on each of its days, a party after midnight does not")
    func longEvents() throws {
        let exhibition = try Fixture.agenda(Fixture.url("the-events-calendar.ics").contents())
        #expect(
            try Fixture.shown(exhibition, "2026-03-29", "2026-03-29")
                == ["2026-03-20 hele dag Tentoonstelling Onze Straat"])
        #expect(try Fixture.shown(exhibition, "2026-04-05", "2026-04-05") == [])
        #expect(try Fixture.shown(exhibition, "2026-04-04", "2026-04-04").count == 1)
        let party = try Fixture.agenda(
            Fixture.calendar("DTSTART:20260327T220000\nDTEND:20260328T010000"))
        #expect(try Fixture.shown(party, "2026-03-28", "2026-03-28") == [])
        let camp = try Fixture.agenda(
            Fixture.calendar("DTSTART:20260327T220000\nDTEND:20260329T180000"))
        #expect(try Fixture.shown(camp, "2026-03-28", "2026-03-28").count == 1)
    }

    @Test("whole days of a series last from midnight to midnight over both changes")
    func wholeDays() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar("DTSTART;VALUE=DATE:20260301\nRRULE:FREQ=WEEKLY"))
        for (day, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-01", 24)] {
            let found = try Fixture.occurrences(agenda, day, day)
            #expect(
                found.map { $0.endsAt.timeIntervalSince($0.startsAt) } == [Double(hours) * 3600])
            #expect(found.map(\.key) == [day])
        }
    }

    @Test("a changed occurrence stands in the place of the one it names")
    func changes() throws {
        let agenda = try Fixture.agenda(Fixture.read(Fixture.url("google.ics")))
        #expect(try Fixture.shown(agenda, "2026-03-25", "2026-03-25") == [])
        let moved = try Fixture.occurrences(agenda, "2026-03-26", "2026-03-26")
        #expect(moved.map(\.summary) == ["Koffiemiddag (verplaatst)"])
        #expect(moved.map(\.key) == ["2026-03-25T10:00"])
        #expect(moved.map(\.sequence) == [2])
        #expect(
            try Fixture.shown(agenda, "2026-03-18", "2026-04-15") == [
                "2026-03-18 10:00 Koffieochtend", "2026-03-26 14:00 Koffiemiddag (verplaatst)",
                "2026-04-15 10:00 Koffieochtend",
            ])
    }

    @Test("a change without its series stands on its own")
    func orphan() throws {
        let agenda = try Fixture.agenda(
            Fixture.calendar("DTSTART:20260326T140000\nRECURRENCE-ID:20260325T100000"))
        let found = try Fixture.occurrences(agenda, "2026-03-26", "2026-03-26")
        #expect(found.map(\.key) == ["2026-03-25T10:00"])
    }

    @Test("of a cancelled series nothing is left, also not its changes")
    func cancelledSeries() throws {
        let agenda = try Fixture.agenda(Fixture.read(Fixture.url("google.ics")))
        try agenda.write {
            try $0.execute(sql: "UPDATE event SET status = 'cancelled' WHERE recurrence_id = ''")
        }
        #expect(try Fixture.shown(agenda, "2026-03-01", "2026-12-31") == [])
    }

    @Test("occurrences come by start, then by title")
    func order() throws {
        let event = { (uid: String, title: String, hour: Int) in
            "BEGIN:VEVENT\nUID:\(uid)\nSUMMARY:\(title)\nDTSTART:20260325T\(hour)0000\nEND:VEVENT\n"
        }
        let agenda = try Fixture.agenda(
            "BEGIN:VCALENDAR\n" + event("1", "Zang", 10) + event("2", "Bingo", 10)
                + event("3", "Aanschuiftafel", 18) + "END:VCALENDAR\n")
        let titles = try Fixture.occurrences(agenda, "2026-03-25", "2026-03-25").map(\.summary)
        #expect(titles == ["Bingo", "Zang", "Aanschuiftafel"])
    }

    @Test("each occurrence is found again by its key, in every fixture and over both changes")
    func foundAgain() throws {
        for file in ["google.ics", "outlook.ics", "the-events-calendar.ics"] {
            let agenda = try Fixture.agenda(Fixture.read(Fixture.url(file)))
            let all = try Fixture.occurrences(agenda, "2026-03-01", "2026-12-31")
            #expect(all.count >= 2)
            for occurrence in all {
                #expect(try Self.again(agenda, occurrence.event, occurrence.key) == occurrence)
            }
        }
    }

    @Test("what is cancelled, excluded or unknown is not found again")
    func notFoundAgain() throws {
        let agenda = try Fixture.agenda(Fixture.read(Fixture.url("google.ics")))
        for key in ["2026-04-08T10:00", "2026-04-01T10:00", "2026-03-19T10:00", "", "2026-03-18"] {
            #expect(try Self.again(agenda, 1, key) == nil)
        }
        #expect(try Self.again(agenda, 99, "2026-03-18T10:00") == nil)
    }

    @Test("a series' row leads to the change that came later")
    func changeFoundBySeries() throws {
        let agenda = try Fixture.agenda(Fixture.read(Fixture.url("google.ics")))
        let found = try #require(try Self.again(agenda, 1, "2026-03-25T10:00"))
        #expect(found.event == 2)
        #expect(found.startsAt == Fixture.at("2026-03-26 14:00"))
    }

    @Test("a single event that was moved is found with its new time")
    func movedSingle() throws {
        let agenda = try Fixture.agenda(Fixture.calendar("DTSTART:20260325T100000"))
        let start = Int64(Fixture.at("2026-03-25 15:00").timeIntervalSince1970 * 1000)
        try agenda.write {
            try $0.execute(sql: "UPDATE event SET starts_at = ?1, ends_at = ?1", arguments: [start])
        }
        #expect(try Self.again(agenda, 1, "2026-03-25T10:00")?.key == "2026-03-25T15:00")
    }

    @Test("a row that no import wrote is told by its number")
    func unreadable() throws {
        let agenda = try Fixture.agenda(Fixture.calendar(Self.weekly()))
        try agenda.write { try $0.execute(sql: "UPDATE event SET ics = 'RRULE:FREQ=X'") }
        let error = #expect(throws: AgendaError.self) {
            try Fixture.shown(agenda, "2026-03-25", "2026-03-25")
        }
        guard case .unreadable(let event, _) = error else { return }
        #expect(event == 1)
    }

    private static func again(
        _ agenda: DatabaseQueue, _ event: Int64, _ key: String
    ) throws -> EventOccurrence? {
        try agenda.read {
            try Agenda.occurrence(in: $0, event: event, key: key, calendar: Fixture.amsterdam)
        }
    }
}

extension URL {
    fileprivate func contents() throws -> String { try String(contentsOf: self, encoding: .utf8) }
}
