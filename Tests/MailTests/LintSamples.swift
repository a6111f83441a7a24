import Foundation
import Links
import Model

@testable import Mail

/// Messages that keep every rule.
enum LintSamples {
    static let linter = MessageLinter(
        pages: try! PublicURL("https://post.samengorinchem.nl"), sender: "Samen Gorinchem",
        deskPhone: "0183-00 00 00")

    static let unsubscribe = "https://post.samengorinchem.nl/unsubscribe/aeaqaabcdefg234567"

    static func digest() throws -> Message {
        var message = try MessageSamples.digest()
        message.text = [BodySegment(text)]
        message.html = [BodySegment(html)]
        return message
    }

    static func reminder() throws -> Message {
        var message = try digest()
        message.subject = "Morgen: buurtkoffie"
        message.list = try ListIdentity(
            label: "event-reminder", name: "Agenda & meedoen", domain: MessageSamples.domain())
        message.calendar = CalendarPart(method: .request, text: calendar())
        return message
    }

    static let text = """
        De buurtpost van Samen Gorinchem

        Goedemorgen Zoë,

        Buurtkoffie in ’t Oude Café, dinsdag 24 november om 10.00 uur. Iedereen is welkom.
        https://samengorinchem.nl/agenda/12?dag=24&van=10

        Geen buurtpost meer: \(unsubscribe)
        Liever bellen? Dat kan: 0183-00 00 00

        """

    static let html = """
        <!DOCTYPE html>
        <html lang="nl" dir="ltr">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Buurtkoffie</title>
        <style>h1 { color: #2b2420 }</style>
        </head>
        <body style="margin:0">
        <div style="display:none">Buurtkoffie &amp; meer&#847;</div>
        <!--[if mso]><table><tr><td><![endif]-->
        <table role="presentation"><tr><td>
        <h1>De buurtpost van Samen Gorinchem</h1>
        <p>Goedemorgen Zoë,</p>
        <h2><a href="https://samengorinchem.nl/agenda/12?dag=24&amp;van=10">Buurtkoffie</a></h2>
        <img src="https://samengorinchem.nl/koffie.jpg" width="300" alt="">
        <p>In ’t Oude Café, dinsdag 24 november om 10.00 uur. Iedereen is welkom.</p>
        <p><a href="\(unsubscribe)">Geen buurtpost meer</a></p>
        <p>Liever bellen? Dat kan: 0183-00 00 00</p>
        </td></tr></table>
        </body>
        </html>

        """

    /// An object of the lines, with `old` replaced by `new`.
    static func calendar(_ old: String = "", _ new: String = "") -> String {
        let text =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samen Gorinchem//buurtpost//NL",
                "METHOD:REQUEST", "BEGIN:VTIMEZONE", "TZID:Europe/Amsterdam", "BEGIN:STANDARD",
                "DTSTART:19701025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
                "END:VTIMEZONE", "BEGIN:VEVENT", "UID:ev12@samengorinchem.nl", "SEQUENCE:3",
                "DTSTAMP:20260325T053000Z", "DTSTART;TZID=Europe/Amsterdam:20261124T100000",
                "DTEND;TZID=Europe/Amsterdam:20261124T110000", "SUMMARY:Buurtkoffie é",
                "ORGANIZER;CN=Samen Gorinchem:mailto:post@samengorinchem.nl",
                "ATTENDEE;RSVP=TRUE:mailto:zoe@example.nl", "STATUS:CONFIRMED", "END:VEVENT",
                "END:VCALENDAR", "",
            ].joined(separator: "\r\n")
        return old.isEmpty ? text : text.replacing(old, with: new)
    }
}
