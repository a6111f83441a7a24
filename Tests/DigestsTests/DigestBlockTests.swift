import BuurtpostTestKit
import Foundation
import GRDB
import Mail
import Model
import Testing

@testable import Digests
@testable import Neighbourhood

/// The blocks of a digest beside posts, and the rhythms, with real tables.
struct DigestBlockTests {
    @Test("a weekly reader gets one digest a week, on the chosen day, with the news of all days")
    func weekly() throws {
        let town = try SmallTown()
        try town.resident(
            "jan", hour: "06:05", more: ", digest, digest_day", values: ", 'weekly', 5")
        for day in 0..<10 {
            let morning = Date.wednesday + Double(day) * 86_400
            try town.post("dag \(day)", at: morning - 3600)
            try town.drain(at: morning)
        }
        #expect(try town.letters() == ["jan": ["2026-03-27 accepted", "2026-04-03 accepted"]])
        #expect(town.lastText.contains("Over dag 9") && town.lastText.contains("Over dag 3"))
        #expect(!town.lastText.contains("Over dag 2"))
        #expect(town.lastText.contains("elke week voor 06.05 uur"))
    }

    @Test("another hour or rhythm counts at once, and there is one digest a day all the same")
    func changedChoice() throws {
        let town = try SmallTown()
        try town.resident("eerder", hour: "18:00")
        try town.resident(
            "dagelijks", hour: "06:05", more: ", digest, digest_day", values: ", 'weekly', 1")
        try town.resident("klaar", hour: "06:05")
        try town.post("nieuws")
        try town.drain()
        #expect(town.relay.messages.count == 1)
        try town.sql("UPDATE resident SET digest_minute = 400, digest = 'daily'")
        try town.drain(at: .wednesday + 3600)
        #expect(
            try town.letters() == [
                "klaar": ["2026-03-25 accepted"], "eerder": ["2026-03-25 accepted"],
                "dagelijks": ["2026-03-25 accepted"],
            ])
        try town.drain(at: .wednesday + 7200)
        #expect(town.relay.messages.count == 3)
    }

    @Test(
        "after an outage of days there is one digest, late and honest, and a reason for the day before"
    )
    func outage() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.post("een")
        try town.drain()
        try town.post("twee", at: .wednesday + 86_400)
        try town.drain(at: .wednesday + 4 * 86_400 + 3600)
        let letters = try town.letters()["jan"] ?? []
        #expect(letters.first == "2026-03-25 accepted" && letters.last == "2026-03-29 accepted")
        #expect(letters.dropFirst().dropLast().allSatisfy { $0.contains("skipped: too late") })
        #expect(town.relay.messages.count == 2)
        #expect(
            town.lastText.contains("later dan afgesproken") && town.lastText.contains("Over twee"))
    }

    @Test("who is enrolled is told of a cancellation, once, and the subject says it")
    func cancelled() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.resident("piet", hour: "06:05")
        try town.sql("INSERT INTO registration (event_uid, resident) VALUES ('yoga@x', 'jan')")
        try town.database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO event (uid, summary, starts_at, ends_at, status, ics) VALUES
                    ('yoga@x', 'Yoga', 1774630800000, 1774634400000, 'cancelled', 'x')
                    """)
            let yoga = EventOccurrence.stub(at: Date(unixMilliseconds: 1_774_630_800_000))
            try EventChange.record(.cancelled, of: yoga, now: .wednesday - 60, in: db)
        }
        try town.drain()
        #expect(
            try town.letters() == [
                "jan": ["2026-03-25 accepted"], "piet": ["2026-03-25 skipped: nothing to say"],
            ])
        #expect(town.lastText.contains("Gaat niet door: Yoga"))
        #expect(town.lastText.contains("Goedemorgen! Let op: Yoga"))
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
    }

    @Test("a help request comes once, with its public text only, and not when it is closed before")
    func help() throws {
        let town = try SmallTown()
        try town.resident(
            "jan", hour: "06:05", more: ", skills, latitude, longitude",
            values: ", 'klussen', 51.83, 4.97")
        try town.sql(
            """
            INSERT INTO help_request (external_id, title, public_text, private_text, needs, latitude, longitude, created_at)
            VALUES ('h1', 'Lamp ophangen', 'Wie heeft een trap?', 'Dorpsstraat 1', 'klussen', 51.83, 4.97, 1774400000000)
            """)
        try town.drain()
        #expect(
            town.lastText.contains("Lamp ophangen") && town.lastText.contains("Wie heeft een trap?")
        )
        #expect(!town.lastText.contains("Dorpsstraat"))
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
    }

    @Test("English readers read English, and the evening is greeted as one")
    func english() throws {
        let town = try SmallTown(at: .wednesday + 12 * 3600)
        try town.resident("john", hour: "18:10", more: ", language", values: ", 'en'")
        try town.post("storks")
        try town.drain()
        #expect(town.lastText.contains("Good evening! One post from the neighbourhood"))
        #expect(town.lastText.contains("Hello john,"))
        #expect(town.lastText.contains("Content-Language: en"))
        #expect(!town.lastText.contains("buurtpost van"))
    }

    @Test("a third post of one author is counted and does not come back")
    func variety() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        for number in 1...3 { try town.post("bericht \(number)") }
        try town.sql("UPDATE post SET organisation = 'o1'")
        try town.drain()
        #expect(town.lastText.contains("ding paste niet in deze mail"))
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
    }

    @Test(
        "hostile texts are text: no tag, no header, no template",
        arguments: [
            "<script>alert(1)</script>", "{{subject}}", "{{{platform}}}", "a\r\nBcc: x@example.nl",
            "\u{202E}omgekeerd", "👩‍👩‍👧‍👦 feest", String(repeating: "lang ", count: 60_000),
            "\u{0} nul", "\"><img src=x onerror=1>",
        ])
    func hostile(text: String) throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.database.write {
            try $0.execute(
                sql: "UPDATE post SET title = ?, text = ?", arguments: [text, text])
            try $0.execute(
                sql: "UPDATE resident SET given_name = ?, family_name = ?", arguments: [text, text])
        }
        try town.drain()
        let letters = try town.letters()["jan"] ?? []
        guard letters == ["2026-03-25 accepted"] else {
            // A name or title that no header may hold keeps the letter back with a reason, never a crash.
            #expect(letters.count == 1, "\(letters)")
            return
        }
        let html = town.lastText.components(separatedBy: "Content-Type: text/html").last ?? ""
        let header = town.lastText.components(separatedBy: "\n\n")[0]
        #expect(!header.contains("\nBcc:") && html.contains("</html>"))
        #expect(!html.contains("<script") && !html.contains("<img"))
        #expect(!text.contains("{{") || town.lastText.contains(text))
    }
}

extension EventOccurrence {
    /// An hour of yoga.
    static func stub(at start: Date) -> EventOccurrence {
        let calendar = LocalCalendar.amsterdam
        let (date, time) = (calendar.date(at: start), calendar.time(at: start))
        return EventOccurrence(
            event: 1, uid: "yoga@x", key: "\(date)T\(time)", startsAt: start,
            endsAt: start + 3600, isAllDay: false, localDate: date, localTime: time,
            summary: "Yoga", location: "", url: "", organisation: "", sequence: 0)
    }
}
