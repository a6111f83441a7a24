import CLibical
import Foundation

/// What an event says apart from its times: the columns of the `event` table that are text or numbers.
struct EventTexts {
    /// Column name to text; "" for what the event does not say.
    let columns: [String: String]

    /// The id of the row (``ICSRowSource``).
    var id: String {
        let recurrence = columns["recurrence_id"] ?? ""
        return (columns["uid"] ?? "") + (recurrence.isEmpty ? "" : "\u{1F}" + recurrence)
    }

    /// UID and SEQUENCE as the stored calendar text has them.
    var identityText: String {
        "UID:\(Self.escaped(columns["uid"] ?? ""))\nSEQUENCE:\(columns["sequence"] ?? "0")"
    }

    private static let read = [
        "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "ORGANIZER",
        "X-BUURTPOST-ORGANISATION",
    ]
    private static let statuses = ["CONFIRMED", "TENTATIVE", "CANCELLED"]

    /// The lines that libical takes apart: texts with escapes, and parameters.
    static func lines(of event: EventBlock) -> [CalendarLine] {
        read.compactMap { event[$0] } + event.all("CATEGORIES")
    }

    /// - Parameter isCancelled: Whether the whole calendar calls off its events.
    /// - Throws: The fault of what is missing or out of range.
    init(
        _ event: EventBlock, _ component: VEventComponent, isCancelled: Bool
    ) throws(CalendarFault) {
        let place = try Self.place(event["GEO"])
        columns = [
            "uid": try Self.uid(event, component),
            "recurrence_id": event["RECURRENCE-ID"]?.value ?? "",
            "sequence": try Self.number(event["SEQUENCE"]) ?? "0",
            "summary": try Self.summary(event, component),
            "description": component.text(ICAL_DESCRIPTION_PROPERTY),
            "location": component.text(ICAL_LOCATION_PROPERTY),
            "url": try Self.url(event["URL"], component),
            "categories": component.texts(ICAL_CATEGORIES_PROPERTY).joined(separator: "|"),
            "organizer": Self.organizer(component),
            "latitude": place.latitude,
            "longitude": place.longitude,
            "status": isCancelled ? "cancelled" : try Self.status(event["STATUS"]),
            "capacity": try Self.number(event["X-BUURTPOST-CAPACITY"]) ?? "",
            "organisation": component.text(ICAL_X_PROPERTY),
        ]
    }
}

// MARK: - Columns

extension EventTexts {
    private static func uid(
        _ event: EventBlock, _ component: VEventComponent
    ) throws(CalendarFault) -> String {
        let uid = component.text(ICAL_UID_PROPERTY)
        guard !uid.isEmpty else {
            throw event.fault("This event has no UID. Give it one that stays the same.")
        }
        let isPlain = uid.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        guard isPlain, uid.count <= ICSRowSource.uidLimit else {
            throw event.fault(
                "A UID has at most \(ICSRowSource.uidLimit) characters and no control characters.")
        }
        return uid
    }

    private static func summary(
        _ event: EventBlock, _ component: VEventComponent
    ) throws(CalendarFault) -> String {
        let summary = component.text(ICAL_SUMMARY_PROPERTY)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !summary.isEmpty else {
            throw event.fault("This event has no SUMMARY. Give it a title.")
        }
        return summary
    }

    private static func url(
        _ line: CalendarLine?, _ component: VEventComponent
    ) throws(CalendarFault) -> String {
        let url = component.text(ICAL_URL_PROPERTY)
        guard let line else { return "" }
        let scheme = url.lowercased()
        guard scheme.hasPrefix("https://") || scheme.hasPrefix("http://"),
            !url.contains(where: { $0.isWhitespace })
        else { throw line.fault("URL is an address that begins with https:// or http://.") }
        return url
    }

    /// The organiser's name. Some calendars write the address there too; it is not taken over.
    private static func organizer(_ component: VEventComponent) -> String {
        let name = component.commonName(ICAL_ORGANIZER_PROPERTY)
        return name.contains("@") ? "" : name
    }

    private static func place(
        _ line: CalendarLine?
    ) throws(CalendarFault) -> (latitude: String, longitude: String) {
        guard let line else { return ("", "") }
        let parts = line.value.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 2, let latitude = Double(parts[0]), let longitude = Double(parts[1]),
            abs(latitude) <= 90, abs(longitude) <= 180
        else {
            throw line.fault("GEO is latitude and longitude in degrees, such as 51.8333;4.9667.")
        }
        return (String(latitude), String(longitude))
    }

    private static func status(_ line: CalendarLine?) throws(CalendarFault) -> String {
        guard let line else { return "confirmed" }
        let status = line.value.trimmingCharacters(in: .whitespaces).uppercased()
        guard statuses.contains(status) else {
            throw line.fault("STATUS is one of \(statuses.joined(separator: ", ")).")
        }
        return status.lowercased()
    }

    /// Digits that make a number up to 2,147,483,647 (RFC 5545 §3.3.8); nil without the property.
    private static func number(_ line: CalendarLine?) throws(CalendarFault) -> String? {
        guard let line else { return nil }
        guard let number = UInt32(line.value), number <= Int32.max else {
            throw line.fault("\(line.name) is a whole number, 0 or more.")
        }
        return String(number)
    }

    /// RFC 5545 §3.3.11.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            if ["\\", ";", ","].contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
