import Foundation
import Model
import Testing

@testable import Neighbourhood

@Suite("Reading events.ics")
struct AgendaImportTests {
    private typealias Fixture = AgendaFixture

    @Test("an export of The Events Calendar becomes rows with every column")
    func eventsCalendar() throws {
        let rows = Fixture.rows(try Fixture.read(Fixture.url("the-events-calendar.ics")))
        #expect(rows.map(\.line) == [8, 27])
        #expect(
            rows.map(\.id) == [
                "4711-1774706400-1774713600@linde.example.nl", "4712@linde.example.nl",
            ])
        #expect(
            rows[0].columns == [
                "uid": "4711-1774706400-1774713600@linde.example.nl", "recurrence_id": "",
                "sequence": "0", "summary": "Repair Café, breng je lamp mee",
                "description":
                    "Onze vrijwilligers repareren samen met jou.\nKoffie staat klaar; entree vrij.",
                "location": "Buurthuis De Linde, Lindelaan 1, Voorbeeldstad",
                "url": "https://linde.example.nl/agenda/repair-cafe/",
                "categories": "Doen|Duurzaam", "organizer": "Buurthuis De Linde",
                "latitude": "51.8333", "longitude": "4.9667", "status": "confirmed",
                "capacity": "30", "organisation": "org-12", "starts_at": "1774702800000",
                "ends_at": "1774710000000", "all_day": "0", "recurs": "0",
                "ics": """
                UID:4711-1774706400-1774713600@linde.example.nl
                SEQUENCE:0
                DTSTART;TZID=Europe/Amsterdam:20260328T140000
                DTEND;TZID=Europe/Amsterdam:20260328T160000

                """,
            ])
        #expect(rows[1].columns["all_day"] == "1")
        #expect(rows[1].columns["location"] == "")
    }

    @Test(
        "a Google export: UNTIL in local time, changes with their own id, no address of the organiser"
    )
    func google() throws {
        let rows = Fixture.rows(try Fixture.read(Fixture.url("google.ics")))
        #expect(
            rows.map(\.id) == [
                "koffie0001@google.example", "koffie0001@google.example\u{1F}20260325T100000",
                "koffie0001@google.example\u{1F}20260408T080000Z",
            ])
        #expect(rows.map(\.columns["organizer"]) == ["", "", ""])
        #expect(rows.map(\.columns["recurs"]) == ["1", "0", "0"])
        #expect(rows.map(\.columns["status"]) == ["confirmed", "confirmed", "cancelled"])
        #expect(
            rows[0].columns["ics"] == """
                UID:koffie0001@google.example
                SEQUENCE:1
                DTSTART;TZID=Europe/Amsterdam:20260304T100000
                DTEND;TZID=Europe/Amsterdam:20260304T120000
                RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20261231T235959
                EXDATE;TZID=Europe/Amsterdam:20260401T100000

                """)
    }

    @Test(
        "an Outlook export: Windows' zone names, a location in VTIMEZONE, COUNT as the last start")
    func outlook() throws {
        let rows = Fixture.rows(try Fixture.read(Fixture.url("outlook.ics")))
        #expect(
            rows.map(\.columns["ics"]) == [
                """
                UID:040000008200E00074C5B7101A82E008
                SEQUENCE:0
                DTSTART;TZID=Europe/Amsterdam:20261013T193000
                DTEND;TZID=Europe/Amsterdam:20261013T200000
                RRULE:FREQ=MONTHLY;BYDAY=2TU;UNTIL=20261208T193000

                """,
                """
                UID:040000008200E00074C5B7101A82E009
                SEQUENCE:0
                DTSTART;TZID=Europe/Amsterdam:20261026T090000
                DURATION:P0DT5400S

                """,
            ])
    }

    @Test("the stored calendar text says the same when it is read again")
    func storedTextIsStable() throws {
        for file in ["google.ics", "outlook.ics", "the-events-calendar.ics"] {
            for row in Fixture.rows(try Fixture.read(Fixture.url(file))) {
                let ics = try #require(row.columns["ics"])
                let text =
                    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n\(ics)END:VEVENT\nEND:VCALENDAR"
                #expect(Fixture.rows(try Fixture.read(text)).map(\.columns["ics"]) == [ics])
            }
        }
    }

    @Test(
        "zones are found by any name that tells which",
        arguments: [
            "Europe/Amsterdam", "\"Europe/Amsterdam\"", "W. Europe Standard Time",
            "/freeassociation.sourceforge.net/Europe/Amsterdam",
            "/mozilla.org/20070129_1/Europe/Amsterdam", "CET",
            "\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"",
        ])
    func zones(_ name: String) throws {
        let rows = Fixture.rows(
            try Fixture.read(Fixture.calendar("DTSTART;TZID=\(name):20260325T100000")))
        #expect(rows.map(\.columns["starts_at"]) == ["1774429200000"])
    }

    @Test(
        "a zone that nobody knows is refused, never taken as floating",
        arguments: ["Customized Time Zone", "Europe/Nowhere", "GMT+1", "Amsterdam", "x/../y"])
    func unknownZones(_ name: String) throws {
        let text = Fixture.calendar("DTSTART;TZID=\(name):20260325T100000")
        let refusals = Fixture.refusals(try Fixture.read(text))
        #expect(refusals.map(\.line) == [5])
        #expect(refusals.map(\.column) == [8])
        #expect(refusals.first?.reason.contains("IANA name") == true)
    }

    @Test(
        "one bad event is refused where it is wrong, and the good one after it is read",
        arguments: [
            ("DTSTART:x", 5, 9), ("DTSTART:20260230T100000", 5, 9),
            ("DTSTART:20260325T246000", 5, 9),
            ("DTSTART:18991231T100000", 5, 9), ("DTSTART;VALUE=TEXT:20260325T100000", 5, 20),
            ("SEQUENCE:1", 2, 1), ("DTSTART:", 2, 1),
            ("DTSTART:20260325T100000\nDTSTART:20260326T100000", 6, 1),
            ("DTSTART:20260325T100000\nDTEND:20260325T090000", 6, 7),
            ("DTSTART:20260325T100000\nDTEND;VALUE=DATE:20260326", 6, 18),
            ("DTSTART:20260325T100000\nDTEND:20260325T110000\nDURATION:PT1H", 7, 10),
            ("DTSTART:20260325T100000\nDURATION:-PT1H", 6, 10),
            ("DTSTART:20260325T100000\nDURATION:P", 6, 10),
            ("DTSTART:20260325T100000\nDURATION:P99999999999D", 6, 10),
            ("DTSTART;VALUE=DATE:20260325\nDURATION:PT1H", 6, 10),
            ("DTSTART;VALUE=DATE:20260325\nRRULE:FREQ=DAILY;BYHOUR=9", 6, 7),
            ("DTSTART:20260325T100000\nRRULE:FREQ=WEEKLY;BYDAY=XX", 6, 19),
            ("DTSTART:20260325T100000\nRRULE:FREQ=SECONDLY", 6, 7),
            ("DTSTART:20260325T100000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 6, 7),
            ("DTSTART:20260325T100000\nRRULE:FREQ=DAILY;UNTIL=x", 6, 7),
            ("DTSTART:20260325T100000\nRRULE:FREQ=DAILY;UNTIL=20260101", 6, 7),
            ("DTSTART:20260325T100000\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", 7, 1),
            ("DTSTART:20260325T100000\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY", 7, 8),
            ("DTSTART:20260325T100000\nDURATION:P400D\nRRULE:FREQ=DAILY", 2, 1),
            ("DTSTART:20260325T100000\nEXDATE:20260325T100000,x", 6, 24),
            ("DTSTART:20260325T100000\nRDATE;VALUE=PERIOD:20260325T100000Z/PT2H", 6, 20),
            ("DTSTART:20260325T100000\nRDATE;VALUE=DATE:20260326", 6, 18),
            ("DTSTART:20260325T100000\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260325T100000", 6, 14),
            ("DTSTART:20260325T100000\nRECURRENCE-ID:20260325T100000\nRRULE:FREQ=DAILY", 7, 7),
            ("DTSTART:20260325T100000\nGEO:51.8", 6, 5),
            ("DTSTART:20260325T100000\nGEO:91;4", 6, 5),
            ("DTSTART:20260325T100000\nGEO:nan;4", 6, 5),
            ("DTSTART:20260325T100000\nSTATUS:MAYBE", 6, 8),
            ("DTSTART:20260325T100000\nSEQUENCE:x", 6, 10),
            ("DTSTART:20260325T100000\nX-BUURTPOST-CAPACITY:-1", 6, 22),
            ("DTSTART:20260325T100000\nURL:javascript:alert(1)", 6, 5),
            ("DTSTART:20260325T100000\nBEGIN:VTODO\nEND:VTODO", 6, 7),
            ("DTSTART:20260325T100000\nthis is not a line", 6, 1),
            (
                "DTSTART:20260325T100000\nLOCATION" + String(repeating: ";X-A=b", count: 60) + ":x",
                6, 370
            ),
        ])
    func refuses(_ properties: String, _ line: Int, _ column: Int) throws {
        let good = "BEGIN:VEVENT\nUID:b\nSUMMARY:Goed\nDTSTART:20260325T100000\nEND:VEVENT\n"
        let text = Fixture.calendar(properties)
            .replacing("END:VCALENDAR", with: good + "END:VCALENDAR")
        let readings = try Fixture.read(text)
        #expect(Fixture.rows(readings).map(\.id) == ["b"])
        let refusals = Fixture.refusals(readings)
        #expect(refusals.map { [$0.line, $0.column] } == [[line, column]])
        #expect(refusals.allSatisfy { $0.file == "events.ics" && $0.reason.hasSuffix(".") })
    }

    @Test(
        "an event without UID or title is refused",
        arguments: ["UID:a@example.nl\n", "SUMMARY:Koffie\n"])
    func missing(_ line: String) throws {
        let text = Fixture.calendar("DTSTART:20260325T100000").replacing(line, with: "")
        #expect(Fixture.refusals(try Fixture.read(text)).map(\.line) == [2])
    }

    @Test("the second event of one id is refused with the line of the first")
    func duplicates() throws {
        let readings = try Fixture.read(
            Fixture.calendar("DTSTART:20260325T100000", "DTSTART:20260326T100000"))
        #expect(Fixture.rows(readings).map(\.line) == [2])
        #expect(Fixture.refusals(readings).map(\.line) == [7])
        #expect(Fixture.refusals(readings)[0].reason.contains("line 2"))
    }

    @Test(
        "what is not a calendar is refused once",
        arguments: [
            ("", 1), ("\n\n", 1), ("<!DOCTYPE html>\n<p>Niet gevonden</p>\n", 1),
            ("id,name\n1,x\n2,y\n", 1), ("BEGIN:VCALENDAR\nVERSION:2.0\n", 2),
            ("BEGIN:VCALENDAR\nEND:VCALENDAR\nrest\nrest\n", 3),
        ])
    func notACalendar(_ text: String, _ line: Int) throws {
        let readings = try Fixture.read(text)
        #expect(readings.count == 1)
        #expect(Fixture.refusals(readings).map(\.line) == [line])
    }

    @Test("a file that is cut off at any octet gives the whole events and refusals, and ends")
    func truncated() throws {
        let whole = Data(
            Fixture.calendar("DTSTART:20260325T100000\nLOCATION:Café", "DTSTART:20260326T100000")
                .utf8
        )
        for length in 0..<(whole.count - 1) {
            let readings = try Fixture.read(whole.prefix(length))
            #expect(Fixture.rows(readings).count <= 1)
            #expect(!Fixture.refusals(readings).isEmpty, "\(length)")
            #expect(readings.count <= 4)
        }
    }

    @Test("an event without END is refused; the one that begins after it is read")
    func missingEnd() throws {
        let text = Fixture.calendar("DTSTART:20260325T100000", "DTSTART:20260326T100000")
        let open = text.replacing("END:VEVENT\nBEGIN", with: "BEGIN")
        let readings = try Fixture.read(open)
        #expect(Fixture.refusals(readings).map(\.line) == [2])
        #expect(Fixture.rows(readings).map(\.line) == [6])
    }

    @Test("components that are not events are refused each, what lies inside an event is read over")
    func otherComponents() throws {
        let text = """
            BEGIN:VCALENDAR
            BEGIN:VTODO
            UID:x
            END:VTODO
            BEGIN:VEVENT
            UID:a
            SUMMARY:Koffie
            DTSTART:20260325T100000
            begin:valarm
            SUMMARY:Wekker
            DTSTART:x
            end:valarm
            END:VEVENT
            END:VCALENDAR
            """
        let readings = try Fixture.read(text)
        #expect(Fixture.refusals(readings).map(\.line) == [2])
        #expect(Fixture.rows(readings).map(\.columns["summary"]) == ["Koffie"])
    }

    @Test("a calendar with METHOD:CANCEL calls its events off")
    func methodCancel() throws {
        let text = Fixture.calendar("DTSTART:20260325T100000")
            .replacing("BEGIN:VCALENDAR", with: "BEGIN:VCALENDAR\nMETHOD:CANCEL")
        #expect(Fixture.rows(try Fixture.read(text)).map(\.columns["status"]) == ["cancelled"])
    }

    @Test("octets that are not UTF-8 refuse their event and say what to do")
    func latin1() throws {
        var data = Data(Fixture.calendar("DTSTART:20260325T100000\nLOCATION:Caf?").utf8)
        data[try #require(data.firstIndex(of: UInt8(ascii: "?")))] = 0xE9
        let refusals = Fixture.refusals(try Fixture.read(data))
        #expect(refusals.map(\.line) == [6])
        #expect(refusals[0].reason.contains("Save the file as UTF-8"))
    }

    @Test("a character cut in two by a fold is whole, and a byte order mark is skipped")
    func foldInsideCharacter() throws {
        let text = "\u{FEFF}" + Fixture.calendar("DTSTART:20260325T100000\nLOCATION:Caf§")
        var data = Data(text.utf8)
        let place = try #require(data.firstRange(of: Data("§".utf8)))
        data.replaceSubrange(place, with: [0xC3, 0x0D, 0x0A, 0x20, 0xA9])
        #expect(Fixture.rows(try Fixture.read(data)).map(\.columns["location"]) == ["Café"])
    }

    @Test("lines of every length around the size of a chunk are put together")
    func chunkBoundaries() throws {
        let size = 65_536
        for length in [size - 90, size - 80, size - 70, size - 60] {
            let text = String(repeating: "é", count: length / 2)
            let rows = Fixture.rows(
                try Fixture.read(Fixture.calendar("DESCRIPTION:\(text)\nDTSTART:20260325T100000")))
            #expect(rows.map(\.columns["description"]) == [text])
        }
    }

    @Test("a line that is too long costs its event, a picture in ATTACH does not")
    func longLines() throws {
        let long = String(repeating: "x", count: 300_000)
        let picture = try Fixture.read(
            Fixture.calendar("ATTACH;ENCODING=BASE64:\(long)\nDTSTART:20260325T100000"))
        #expect(Fixture.rows(picture).count == 1)
        let text = try Fixture.read(
            Fixture.calendar("DESCRIPTION:\(long)\nDTSTART:20260325T100000"))
        #expect(Fixture.refusals(text).map(\.line) == [5])
    }

    @Test(
        "input made to take long is refused soon", .timeLimit(.minutes(1)),
        arguments: [
            ("", "EXDATE:x\n", 30_000, ""), ("EXDATE:x", ",x", 30_000, ""),
            ("CATEGORIES:a", ",a", 30_000, ""), ("LOCATION", ";X=a", 15_000, ":x"),
            ("", "BEGIN:VALARM\n", 30_000, ""), ("", "begin:\n", 30_000, ""),
            ("RRULE:FREQ=DAILY;BYMINUTE=1", ",1", 30_000, ""), ("RRULE:", ";", 60_000, ""),
        ])
    func hostile(start: String, piece: String, count: Int, end: String) throws {
        let properties = start + String(repeating: piece, count: count) + end
        let text = Fixture.calendar("DTSTART:20260325T100000\n\(properties)")
        let readings = try Fixture.read(text)
        #expect(Fixture.rows(readings).isEmpty)
        #expect((1...2).contains(readings.count))
    }
}
