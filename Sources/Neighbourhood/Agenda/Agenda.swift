public import Foundation
public import GRDB
public import Model

/// What takes place when, read from the `event` table.
public enum Agenda {
    /// The occurrences that a reader should see who asks what there is from `from` to before `to`.
    ///
    /// That is what starts in that time; and what lies over a part of it and lasts whole days or 24 hours and
    /// more, such as an exhibition. Series are expanded in their own local time. A changed occurrence
    /// (RECURRENCE-ID) stands in the place of the one it names, also when it is moved into or out of the
    /// time asked for. What is cancelled is left out, with a cancelled series all changes of it.
    ///
    /// Costs one pass over the series, whenever they began; meant for windows of days or weeks.
    ///
    /// - Parameter calendar: The platform's clock: for times without a zone, whole days and keys.
    /// - Returns: Sorted by start, then title, then row.
    /// - Throws: ``AgendaError``, or `DatabaseError` when reading fails.
    public static func occurrences(
        in db: Database, from: Date, to: Date, calendar: LocalCalendar
    ) throws -> [EventOccurrence] {
        var reader = AgendaReader(db: db, calendar: calendar)
        var found = try EventRow.singles(db, from: from, to: to).map { try reader.single($0) }
        for series in try EventRow.series(db) {
            found += try reader.expand(series, from: from, to: to)
        }
        return found.sorted {
            ($0.startsAt, $0.summary, $0.event) < ($1.startsAt, $1.summary, $1.event)
        }
    }

    /// The present facts of one occurrence, for a letter that reads them again before it is sent.
    ///
    /// - Parameters:
    ///   - id: The row of the series, or of any change of it.
    ///   - key: ``EventOccurrence/key``. An event that does not recur is found by `id` alone: when it was
    ///     moved, the answer has its new times and its new key.
    /// - Returns: nil when it is cancelled, no longer part of the series, or unknown.
    /// - Throws: ``AgendaError``, or `DatabaseError` when reading fails.
    public static func occurrence(
        in db: Database, event id: Int64, key: String, calendar: LocalCalendar
    ) throws -> EventOccurrence? {
        var reader = AgendaReader(db: db, calendar: calendar)
        guard let row = try EventRow.find(db, id: id) else { return nil }
        let main = try EventRow.main(db, uid: row.uid)
        if let main, main.isCancelled { return nil }
        if let change = try reader.change(of: row.uid, key: key) {
            return change.isCancelled ? nil : try reader.single(change)
        }
        guard let main else { return nil }
        return main.recurs ? try reader.planned(main, key: key) : try reader.single(main)
    }
}
