extension LintRule {
    /// The calendar part (RFC 5545, RFC 5546, RFC 6047).
    static let calendarRules = [
        calendar(
            "calendar-object", "the calendar part is one object with one event, folded at 75 octets"
        ) {
            calendar, _ in
            let frame = ["BEGIN:VCALENDAR", "END:VCALENDAR"]
            return calendar.isWellFolded && [calendar.lines.first, calendar.lines.last] == frame
                && calendar.values("BEGIN").filter { $0 == "VEVENT" }.count == 1
                && calendar.values("VERSION") == ["2.0"] && calendar.values("PRODID").count == 1
        },
        calendar(
            "calendar-method",
            "METHOD is that of Content-Type, and component=VEVENT stands beside it"
        ) {
            calendar, _ in
            calendar.values("METHOD") == [calendar.type.parameters["method"] ?? ""]
                && calendar.type.parameters["component"] == "VEVENT"
        },
        calendar("calendar-identity", "the event has one UID, one SEQUENCE and one DTSTAMP in UTC")
        {
            calendar, _ in
            calendar.values("UID").count == 1 && calendar.values("UID") != [""]
                && calendar.values("SEQUENCE").compactMap { UInt32($0) }.count == 1
                && calendar.values("DTSTAMP").count == 1
                && calendar.values("DTSTAMP")[0].hasSuffix("Z")
        },
        calendar("calendar-organizer", "ORGANIZER is the address of From") { calendar, message in
            calendar.values("ORGANIZER") == [mailto(message, "from")]
        },
        calendar(
            "calendar-attendee", "a request or cancellation has the reader as its only ATTENDEE"
        ) {
            calendar, message in
            calendar.values("METHOD") == ["PUBLISH"]
                || calendar.values("ATTENDEE") == [mailto(message, "to")]
        },
        calendar("calendar-cancelled", "STATUS is CANCELLED in a cancellation and nowhere else") {
            calendar, _ in
            (calendar.values("METHOD") == ["CANCEL"])
                == calendar.values("STATUS").contains("CANCELLED")
        },
        calendar(
            "calendar-zone", "times are UTC, whole days, or in a zone that the object describes"
        ) {
            calendar, _ in
            let zones = Set(calendar.values("TZID"))
            let times = ["DTSTART", "DTEND", "RECURRENCE-ID"].flatMap(calendar.lines)
            return calendar.values("SUMMARY").count == 1 && !times.isEmpty
                && times.allSatisfy { isPlaced($0, in: zones) }
        },
    ]

    private static func calendar(
        _ name: String, _ sentence: String,
        _ isKept: @escaping @Sendable (CalendarText, LintedMessage) -> Bool
    ) -> LintRule {
        message(name, .fault, sentence) { message in
            message.calendar.map { isKept($0, message) } ?? true ? [] : [""]
        }
    }

    private static func mailto(_ message: LintedMessage, _ key: String) -> String {
        let address = message.header?.only(key).flatMap(HeaderMailbox.init)?.address.description
        return "mailto:" + (address ?? "")
    }

    /// DTSTART also stands in the parts of a VTIMEZONE, where it is local by definition: those times are before 1980.
    private static func isPlaced(_ line: String, in zones: Set<String>) -> Bool {
        let value = line.split(separator: ":").last ?? ""
        if value.hasSuffix("Z") || value.count == 8 || value < "1980" { return true }
        guard let start = line.firstRange(of: ";TZID=")?.upperBound else { return false }
        return zones.contains(String(line[start...].prefix { $0 != ":" && $0 != ";" }))
    }
}
