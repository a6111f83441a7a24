import BuurtpostTestKit
import Foundation
import GRDB
import Mail
import Model
import Testing

@testable import Digests

/// The digest from a town's data to a message, with real tables and the templates of the product.
struct DigestTests {
    @Test("who has an hour in the window gets one digest, with what is new")
    func oneMorning() throws {
        let town = try SmallTown(at: .at("2026-03-25T08:05:00+01:00"))
        try town.resident("te-laat", hour: "04:04")
        try town.resident("net-op-tijd", hour: "04:05")
        try town.resident("nu", hour: "08:05")
        try town.resident("zo", hour: "08:15")
        try town.resident("later", hour: "08:16")
        try town.post("de ooievaars")
        try town.drain()
        #expect(
            try town.letters() == [
                "te-laat": [
                    "2026-03-25 skipped: too late: nobody was there in the hours after the reader's"
                ],
                "net-op-tijd": ["2026-03-25 accepted"], "nu": ["2026-03-25 accepted"],
                "zo": ["2026-03-25 accepted"],
            ])
        #expect(town.lastText.contains("Over de ooievaars"))
        try town.drain()
        #expect(town.relay.messages.count == 3)
    }

    @Test("nothing to say is a row with the reason, and no letter")
    func nothingToSay() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.drain()
        #expect(try town.letters() == ["jan": ["2026-03-25 skipped: nothing to say"]])
        #expect(town.relay.messages.isEmpty)
        // What comes in later that morning is for tomorrow.
        try town.post("te laat")
        try town.drain(at: .wednesday + 300)
        #expect(town.relay.messages.isEmpty)
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
        #expect(town.lastText.contains("Over te laat"))
    }

    @Test("a post comes once to each reader, also one that was imported late")
    func watermark() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.post("eerste")
        try town.drain()
        // Published long before the first, but it came in later: it must not vanish.
        try town.post("nagekomen", at: .wednesday - 30 * 86_400)
        try town.drain(at: .wednesday + 86_400)
        #expect(town.lastText.contains("Over nagekomen"))
        #expect(!town.lastText.contains("Over eerste"))
    }

    @Test("the first digest has news of the last week, not all there ever was")
    func firstDigest() throws {
        let town = try SmallTown()
        try town.post("oud", at: .wednesday - 8 * 86_400)
        try town.post("nieuw", at: .wednesday - 6 * 86_400)
        try town.resident("jan", hour: "06:05")
        try town.drain()
        #expect(town.lastText.contains("Over nieuw"))
        #expect(!town.lastText.contains("Over oud"))
    }

    @Test("a post that is dated ahead is news when its time has come, once")
    func datedAhead() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.post("van gisteren")
        try town.post("van overmorgen", at: .wednesday + 90_000)
        try town.drain()
        #expect(!town.lastText.contains("Over van overmorgen"))
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
        try town.drain(at: .wednesday + 2 * 86_400)
        #expect(town.lastText.contains("Over van overmorgen"))
        try town.drain(at: .wednesday + 3 * 86_400)
        #expect(town.relay.messages.count == 2)
    }

    @Test("a letter whose args nobody understands any more expires like any other")
    func unreadableContents() throws {
        let town = try SmallTown(answer: { _, _ in
            .refusedForNow(ScrubbedReply(code: 451, text: "later"))
        })
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.drain()
        try town.sql("UPDATE letter SET args = '{}'")
        try town.drain(at: .wednesday + 5 * 3600)
        #expect(try town.letters()["jan"] == ["2026-03-25 expired: expired"])
    }

    /// The reader has had enough for today.
    struct FullDay: SendingRule {
        func judge(_ letter: Letter, to address: EmailAddress, now: Date, in db: Database)
            -> SendingVerdict
        { .never(.skipped, reason: "enough for today") }
    }

    @Test("the news of a digest that a full day left no place for comes with the next")
    func fullDay() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.drain(rules: [FullDay()])
        #expect(try town.letters()["jan"] == ["2026-03-25 skipped: enough for today"])
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
        #expect(town.lastText.contains("Over nieuws"))
    }

    @Test("changing the hour never gives two digests on a day")
    func changedHour() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.drain()
        try town.sql("UPDATE resident SET digest_minute = 480")
        try town.post("meer nieuws")
        try town.drain(at: .wednesday + 7200)
        #expect(town.relay.messages.count == 1)
    }

    @Test(
        "who wants none, left, bounced or is on holiday gets none",
        arguments: [
            (", digest", ", 'none'"), (", digest, digest_day", ", 'weekly', 4"),
            (", status", ", 'unsubscribed'"),
            (", status", ", 'bounced'"), (", status", ", 'unconfirmed'"),
            (", paused_until", ", 1774500000000"),
        ])
    func excluded(column: String, value: String) throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05", more: column, values: value)
        try town.post("nieuws")
        try town.drain()
        #expect(town.relay.messages.isEmpty)
    }

    @Test(
        "a post that is removed between plan and sending is not in it; when it was all, there is no letter"
    )
    func removed() throws {
        let town = try SmallTown(answer: { _, before in
            before == 0
                ? .refusedForNow(ScrubbedReply(code: 451, text: "later"))
                : .accepted(ScrubbedReply(code: 250, text: "queued"))
        })
        try town.resident("jan", hour: "06:05")
        try town.post("blijft")
        try town.post("weg")
        try town.drain()
        try town.sql("UPDATE post SET status = 'removed' WHERE external_id = 'weg'")
        try town.drain(at: .wednesday + 1800)
        #expect(town.lastText.contains("Over blijft"))
        #expect(!town.lastText.contains("Over weg"))
    }

    @Test("a digest that never got through is taken back: its news comes with the next")
    func takenBack() throws {
        let town = try SmallTown(answer: { message, _ in
            message.letter == 1
                ? .refusedForGood(ScrubbedReply(code: 550, enhanced: "5.1.1", text: "no"))
                : .accepted(ScrubbedReply(code: 250, text: "queued"))
        })
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.drain()
        #expect(try town.letters()["jan"] == ["2026-03-25 refused: refused for good: unknown user"])
        try town.drain(at: .wednesday + 86_400)
        #expect(town.lastText.contains("Over nieuws"))
    }

    @Test("the reader stops the digest between plan and sending: there is no letter")
    func stopped() throws {
        let town = try SmallTown(answer: { _, before in
            before == 0
                ? .refusedForNow(ScrubbedReply(code: 451, text: "later"))
                : .accepted(ScrubbedReply(code: 250, text: "queued"))
        })
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.drain()
        try town.sql("UPDATE resident SET digest = 'none'")
        try town.drain(at: .wednesday + 1800)
        #expect(town.relay.messages.count == 1)
        #expect(
            try town.letters()["jan"] == [
                "2026-03-25 withdrawn: the reader wants no digest today any more"
            ])
    }

    @Test("more than fits is counted, and does not come back")
    func readOn() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05")
        for number in 1...15 { try town.post("bericht \(number)") }
        try town.drain()
        #expect(town.lastText.contains("drie dingen pasten niet"))
        try town.drain(at: .wednesday + 86_400)
        #expect(town.relay.messages.count == 1)
    }

    @Test("u and je are each right, and values of a reader are escaped")
    func words() throws {
        let town = try SmallTown()
        try town.resident("jan", hour: "06:05", more: ", address_form", values: ", 'je'")
        try town.sql("UPDATE resident SET given_name = 'Jan <b>&'")
        try town.post("nieuws")
        try town.drain()
        #expect(town.lastText.contains("Hier is je post uit de buurt."))
        #expect(town.lastText.contains("Dag Jan <b>&,"))
        #expect(town.lastText.contains("Jan &lt;b&gt;&amp;"))
        #expect(!town.lastText.contains("Hier is uw"))
    }

    @Test("a letter that leaves after the hour says so")
    func late() throws {
        let town = try SmallTown(at: .wednesday + 3600)
        try town.resident("jan", hour: "06:05")
        try town.post("nieuws")
        try town.drain()
        #expect(town.lastText.contains("later dan afgesproken"))
    }

    @Test(
        "over a change of the clock each local day has one digest",
        arguments: ["2026-03-27", "2026-10-23"])
    func clockChange(day: String) throws {
        let start = LocalCalendar.amsterdam.startOfDay(LocalDate(day)!)
        let town = try SmallTown(at: start)
        for hour in ["02:30", "03:00", "06:30", "23:59", "00:00"] {
            try town.resident(hour.replacing(":", with: ""), hour: hour)
        }
        for step in 0..<(24 * 5) {
            try town.post("uur \(step)", at: start + Double(step) * 3600)
            try town.drain(at: start + Double(step) * 3600)
        }
        for (reader, letters) in try town.letters() {
            let days = letters.map { $0.prefix(10) }
            #expect(Set(days).count == days.count, "\(reader)")
            #expect(days.count >= 4, "\(reader)")
            #expect(letters.allSatisfy { $0.hasSuffix("accepted") }, "\(reader): \(letters)")
        }
    }
}
