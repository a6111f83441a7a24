import Links

@testable import Mail

extension LintFault {
    static let list = "List-Id: Ochtendpost <digest.samengorinchem.nl>"

    static let table: [LintFault] = wireAndHeader + parts + pages + links + calendars

    static let wireAndHeader: [LintFault] = [
        .wire("wire", "Goedemorgen", "\nGoedemorgen"), .wire("wire", "Oude", "\rOude"),
        .wire("wire", "De buurtpost", "\u{0}"), .wire("wire", "Oude", "Oudé"),
        .wire("wire", "De buurtpost", String(repeating: "a", count: 999)),
        .wire("header-lines", "MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nniets\r\n"),
        .wire("header-lines", "MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nX y: z\r\n"),
        .wire("header-lines", "Auto-Submitted: ", "X-Naam: Zoë\r\nAuto-Submitted: "),
        .wire("fields-once", "MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nmime-version: 1.0\r\n"),
        .wire("fields-once", "Date: ", "To: b@example.nl\r\nDate: "),
        .wire("fields-needed", "Content-Language: nl\r\n", ""),
        .wire("fields-needed", "Date", "X-Date"),
        .wire("fields-needed", "MIME-Version: 1.0\r\n", ""),
        .wire("fields-barred", "Date: ", "Bcc: b@example.nl\r\nDate: "),
        .wire("fields-barred", "Date: ", "Return-Path: <b@example.nl>\r\nDate: "),
        .wire("one-mailbox", "<zoe@example.nl>", "<zoe@example.nl>, <b@example.nl>"),
        .wire("one-mailbox", "Samen Gorinchem <", "Samen, Gorinchem <"),
        .wire("one-mailbox", "balie@samengorinchem.nl", "balie"),
        .wire("encoded-words", "To: =?utf-8?q?Zo=C3=AB", "To: =?utf-8?q?Zo=C3"),
        .wire("encoded-words", "To: =?utf-8?q?", "To: =?iso-8859-1?q?"),
        .wire("encoded-words", "=?utf-8?q?Goedemorgen", "=?utf-8?q?" + longWord + "Goedemorgen"),
        .wire("encoded-words", "List-Unsubscribe: <https", "List-Unsubscribe: =?utf-8?q?<https"),
        .wire("encoded-words", "Message-ID: <", "Message-ID: =?utf-8?q?x?= <"),
        .message("subject", "an empty subject") { $0.subject = " " },
        .wire("date", "Wed, 25", "Tue, 25"), .wire("date", "Mar 2026", "Maa 2026"),
        .wire("date", "+0100", "CET"), .wire("date", "06:30:00", "25:30:00"),
        .wire("date", "Wed, 25 Mar", "Wed, 32 Mar"),
        .wire("message-id", "@samengorinchem.nl>\r\nContent-L", "@elders.nl>\r\nContent-L"),
        .wire("message-id", "Message-ID: <", "Message-ID: <x"),
        .wire("list-id", list, "List-Id: digest.samengorinchem.nl"),
        .wire("list-id", list, "List-Id: Ochtendpost <digest.elders.nl>"),
        .wire("list-id", list, "List-Id: Ochtendpost <samengorinchem.nl>"),
        .wire("unsubscribe", "List-Unsubscribe: <https:", "List-Unsubscribe: <mailto:"),
        .wire("unsubscribe", "List-Unsubscribe: <", "List-Unsubscribe: "),
        .wire("one-click", "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""),
        .wire("one-click", "=One-Click", "=one-click"),
        .wire("one-click", "List-Unsubscribe: <https", "List-Unsubscribe: <http"),
        .message("unsubscribe-offered", "no way out") { $0.unsubscribe = nil },
        .wire("unsubscribe-offered", "<digest.", "<account."),
        .wire("auto-submitted", "auto-generated", "no"),
        .wire("auto-submitted", "X-Auto-Response-Suppress: All\r\n", ""),
        .wire("language", "Content-Language: nl", "Content-Language: Nederlands"),
        .wire("header-width", "X-Auto", "X-Long: \(longWord) \(longWord)\r\nX-Auto"),
        .message("subject-length", "79 characters") {
            $0.subject = String(repeating: "koffie ", count: 11) + "om"
        },
        .message("subject-capitals", "shouting") { $0.subject = "GRATIS KOFFIE VANDAAG" },
        .wire("structure", "boundary=\"=_", "boundary=\"=+"), .wire("structure", "--\r\n", "-\r\n"),
        .wire("structure", "charset=utf-8", "charset=latin1"),
        .wire("structure", "quoted-printable", "x-other"),
        .wire("structure", "Caf=C3=A9", "Caf=C3=a9"),
        .wire("structure", "Caf=C3=A9", "Caf=C3"),
        .wire("structure", "text/html", "multipart/mixed"),
    ]

    static let longWord = String(repeating: "a", count: 70)

    static let parts: [LintFault] = [
        .wire("alternatives", "multipart/alternative", "multipart/mixed"),
        .wire("alternatives", "text/plain", "text/markdown"),
        .wire("alternatives", "text/html", "text/plain"),
        .message("text-present", "hardly any text") { $0.text = [BodySegment("Zie de HTML.")] },
        .text("text-plain", "Goedemorgen", "<p>Goedemorgen"),
        .text("text-plain", " Café", "&nbsp;Café"),
        .text("text-complete", "https://samengorinchem.nl/agenda/12?dag=24&van=10", ""),
        .html("text-complete", "van=10", "van=11"), .text("braces", "Zoë", "{{given_name}}"),
        .html("braces", "Zoë", "{{given_name}}"),
    ]

    static let pages: [LintFault] = [
        .html("html-size", "Zoë", String(repeating: "Zoë ", count: 15_000)),
        .html("html-clipped", "Zoë", String(repeating: "Zoë ", count: 25_000)),
        .html("html-tags", "</h1>", ""), .html("html-tags", "</td></tr>", "</tr></td>"),
        .html("html-tags", "<img src=", "<img src=\"\" src="),
        .html("html-tags", "width=\"300\"", "width=300"),
        .html("html-tags", "<p>Goede", "<p Goede"),
        .html("html-active", "<h1>", "<script>1</script><h1>"),
        .html("html-active", "<h1>", "<h1><FORM action=\"/\"></FORM>"),
        .html("html-active", "<h1>", "<h1 onclick=\"go()\">"),
        .html("html-active", "href=\"https://samen", "href=\"javascript:samen"),
        .html(
            "html-loads", "<title>", "<link rel=\"stylesheet\" href=\"https://a.nl/a.css\"><title>"),
        .html("html-loads", "h1 {", "@import 'a.css'; h1 {"),
        .html("html-loads", "margin:0", "margin:0;background:url(https://a.nl/a.png)"),
        .html("html-language", "lang=\"nl\" ", ""),
        .html("html-language", "lang=\"nl\"", "lang=\"en\""),
        .html("html-title", "<title>Buurtkoffie</title>\n", ""),
        .html("html-title", "<title>Buurtkoffie", "<title> "),
        .html("html-viewport", "width=device-width", "width=600"),
        .html("html-colours", "light dark", "light"),
        .html("html-charset", "utf-8", "iso-8859-1"), .html("image-alt", " alt=\"\"", ""),
        .html("no-pixel", "width=\"300\"", "width=\"1\" height=\"1\""),
        .html("no-pixel", "koffie.jpg", "koffie.jpg?lezer=12"),
        .html("layout-tables", " role=\"presentation\"", ""), .html("headings", "<h1>", "<h3>"),
        .html("headings", "<h2>", "<h4>"), .html("preheader", " style=\"display:none\"", ""),
    ]

    static let links: [LintFault] = [
        .both("link-scheme", "https://samengorinchem.nl/agenda", "http://samengorinchem.nl/agenda"),
        .html("link-form", "https://samengorinchem.nl/agenda", "/agenda"),
        .html("link-form", "https://samengorinchem.nl/agenda", "https://samen gorinchem.nl/agenda"),
        .both("link-address", "agenda/12", "agenda/12/jan@example.nl"),
        .both("link-shortener", "https://samengorinchem.nl/agenda", "https://bit.ly/agenda"),
        .both("link-host", "https://samengorinchem.nl/agenda", "https://192.0.2.7/agenda"),
        .both("link-tracking", "12?dag", "12?utm_source=mail&dag"),
        .both("link-action", "/unsubscribe/aeaq", "/unsubscribe?reader=aeaq"),
        .both("link-action", "/unsubscribe/aeaqaabcdefg234567", "/unsubscribe/12"),
        .both("link-action", "samengorinchem.nl/agenda", "samengorinchem.nl/uitschrijven"),
        .html("link-text", ">Buurtkoffie</a>", "></a>"),
        .html("link-text", ">Buurtkoffie</a>", ">Klik hier</a>"),
        .html("link-text", ">Buurtkoffie</a>", ">https://samengorinchem.nl</a>"),
        .both("footer-sender", "Samen Gorinchem", "ons"),
        .text("footer-sender", "Samen Gorinchem", "ons"),
        .both("footer-phone", "0183-00 00 00", "de balie"),
        .html("footer-unsubscribe", "aeaqaabcdefg234567", "aeaqaabcdefg234568"),
        .text("footer-unsubscribe", "aeaqaabcdefg234567", "aeaqaabcdefg234568"),
    ]

    static let calendars: [LintFault] = [
        .calendar(
            "calendar-object", "END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n"),
        .calendar("calendar-object", "VERSION:2.0\r\n", ""),
        .calendar("calendar-object", "koffie é", "koffie é" + longWord),
        .calendar("calendar-object", "SEQUENCE:3\r\n", "SEQUENCE:3\n"),
        .calendar("calendar-method", "METHOD:REQUEST", "METHOD:PUBLISH"),
        .calendar("calendar-identity", "SEQUENCE:3\r\n", ""),
        .calendar("calendar-identity", "UID:", "X-UID:"),
        .calendar("calendar-identity", "053000Z", "053000"),
        .calendar("calendar-organizer", "mailto:post@", "mailto:balie@"),
        .calendar("calendar-attendee", "mailto:zoe@", "mailto:jan@"),
        .calendar("calendar-cancelled", "STATUS:CONFIRMED", "STATUS:CANCELLED"),
        .calendar("calendar-zone", "TZID:Europe/Amsterdam", "TZID:Europe/Brussels"),
        .calendar("calendar-zone", "DTSTART;TZID=Europe/Amsterdam:2026", "DTSTART:2026"),
    ]
}
