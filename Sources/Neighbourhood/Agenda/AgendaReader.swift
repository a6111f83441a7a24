import Foundation
import GRDB
import Model

/// Makes occurrences of rows, for one reading of the agenda.
struct AgendaReader {
    private let db: Database
    private let calendar: LocalCalendar
    private var calendars: ZoneCalendars

    init(db: Database, calendar: LocalCalendar) {
        self.db = db
        self.calendar = calendar
        self.calendars = ZoneCalendars(platform: calendar)
    }

    /// The one occurrence of a row that does not recur.
    mutating func single(_ row: EventRow) throws -> EventOccurrence {
        row.occurrence(at: row.span, key: try key(row), calendar)
    }

    /// The occurrences of a series that count, without those that were changed.
    mutating func expand(
        _ series: EventRow, from: Date, to: Date
    ) throws -> [EventOccurrence] {
        let times = try series.times(&calendars)
        let spans = times.occurrences(from: from, to: to, &calendars)
        guard !spans.isEmpty else { return [] }
        let changed = try changed(series.uid)
        return spans.filter { !changed.contains($0.start, zone: times.start.zone, &calendars) }
            .map { series.occurrence(at: $0, key: key($0), calendar) }
    }

    /// The unchanged occurrence of a series that has this key.
    mutating func planned(_ series: EventRow, key: String) throws -> EventOccurrence? {
        guard let day = OccurrenceKey.day(key) else { return nil }
        let from = calendar.startOfDay(day)
        let to = calendar.startOfDay(day.adding(days: 1))
        return try expand(series, from: from, to: to).first { $0.key == key }
    }

    /// The row that changes the occurrence with this key.
    mutating func change(of uid: String, key: String) throws -> EventRow? {
        for row in try EventRow.changes(db, uid: uid) where try self.key(row) == key { return row }
        return nil
    }

    private mutating func changed(_ uid: String) throws -> Exclusions {
        var times: [CalendarTime] = []
        for row in try EventRow.changes(db, uid: uid) {
            if let replaced = try row.times(&calendars).replaces { times.append(replaced) }
        }
        return Exclusions(times, &calendars)
    }

    /// For a change the key of the occurrence it replaces.
    private mutating func key(_ row: EventRow) throws -> String {
        guard row.isChange, let replaced = try row.times(&calendars).replaces else {
            return key(row.span)
        }
        return OccurrenceKey.text(
            calendars.instant(of: replaced), isAllDay: replaced.isDate, calendar)
    }

    private func key(_ span: EventSpan) -> String {
        OccurrenceKey.text(span.start, isAllDay: span.isAllDay, calendar)
    }
}
