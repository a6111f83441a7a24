import Foundation
import GRDB
import Model

/// One row of the `event` table, as far as occurrences need it.
struct EventRow: FetchableRecord {
    let id: Int64
    let uid: String
    let sequence: Int
    let summary: String
    let location: String
    let url: String
    let organisation: String
    let isCancelled: Bool
    let span: EventSpan
    let recurs: Bool
    /// Whether the row is one changed occurrence of a series.
    let isChange: Bool
    private let ics: String

    init(row: Row) {
        id = row["id"]
        uid = row["uid"]
        sequence = row["sequence"]
        summary = row["summary"]
        location = row["location"]
        url = row["url"]
        organisation = row["organisation"]
        isCancelled = row["status"] == "cancelled"
        span = EventSpan(
            start: Self.instant(row["starts_at"]), end: Self.instant(row["ends_at"]),
            isAllDay: row["all_day"])
        recurs = row["recurs"]
        isChange = row["recurrence_id"] != ""
        ics = row["ics"]
    }

    /// The times that the stored calendar text says.
    ///
    /// - Throws: ``AgendaError`` when something other than an import wrote the text.
    func times(_ calendars: inout ZoneCalendars) throws(AgendaError) -> EventTimes {
        do {
            var zones = TimeZoneNames(file: nil)
            var block = EventBlock(firstLine: 1)
            for (index, line) in ics.split(separator: "\n").enumerated() {
                block.add(try CalendarLine(parsing: String(line), number: index + 1))
            }
            if let fault = block.fault { throw fault }
            let component = try VEventComponent(lines: EventTimesReader.lines(of: block))
            return try EventTimesReader.read(
                block, component, zones: &zones, calendars: &calendars)
        } catch {
            let reason = (error as? CalendarFault)?.reason ?? "The text cannot be read."
            throw AgendaError.unreadable(event: id, reason: reason)
        }
    }

    /// The occurrence of this row that takes place at `span`, known by `key`.
    func occurrence(at span: EventSpan, key: String, _ calendar: LocalCalendar) -> EventOccurrence {
        EventOccurrence(
            event: id, uid: uid, key: key, startsAt: span.start, endsAt: span.end,
            isAllDay: span.isAllDay, localDate: calendar.date(at: span.start),
            localTime: calendar.time(at: span.start), summary: summary, location: location,
            url: url, organisation: organisation, sequence: sequence)
    }

    private static func instant(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(milliseconds) / 1000)
    }
}

// MARK: - SQL

extension EventRow {
    /// Rows that do not recur and count from `from` to `to` (``EventSpan/counts(from:to:)``), not cancelled,
    /// their series not cancelled either.
    static func singles(_ db: Database, from: Date, to: Date) throws -> [EventRow] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM event
                    WHERE recurs = 0 AND status <> 'cancelled' AND starts_at < :to
                      AND (starts_at >= :from OR (ends_at > :from
                          AND (all_day = 1 OR ends_at - starts_at >= :long)))
                      AND NOT EXISTS (SELECT 1 FROM event AS series
                          WHERE series.uid = event.uid AND series.recurrence_id = ''
                            AND series.status = 'cancelled')
                    """),
            arguments: [
                "from": milliseconds(from), "to": milliseconds(to),
                "long": Int64(EventSpan.longLength * 1000),
            ])
    }

    /// Series that are not cancelled.
    static func series(_ db: Database) throws -> [EventRow] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM event
                    WHERE recurs = 1 AND status <> 'cancelled'
                    """))
    }

    /// The row with this id, or nil.
    static func find(_ db: Database, id: Int64) throws -> EventRow? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM event WHERE id = ?"), arguments: [id])
    }

    /// The event in its own right that has this UID, or nil.
    static func main(_ db: Database, uid: String) throws -> EventRow? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM event WHERE uid = ? AND recurrence_id = ''"),
            arguments: [uid])
    }

    /// The changed occurrences of a series, cancelled ones too.
    static func changes(_ db: Database, uid: String) throws -> [EventRow] {
        try fetchAll(
            db.cachedStatement(sql: "SELECT * FROM event WHERE uid = ? AND recurrence_id <> ''"),
            arguments: [uid])
    }

    private static func milliseconds(_ instant: Date) -> Int64 {
        Int64((instant.timeIntervalSince1970 * 1000).rounded())
    }
}
