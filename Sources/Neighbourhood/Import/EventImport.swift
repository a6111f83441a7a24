import Foundation
import GRDB

/// `events.ics` → `event`. The file's reader has understood RFC 5545 already: a row's columns are those of the
/// table, as text, and its id is UID, or UID, U+001F and RECURRENCE-ID.
enum EventImport {
    static let file = "events.ics"

    /// - Parameter open: Opens the calendar file.
    static func table(open: @escaping @Sendable (URL) throws -> any RowSource) -> ImportTable {
        ImportTable(
            file: file, table: "event", key: ["uid", "recurrence_id"], columns: columns, open: open)
    }

    /// What a feed fills: all but what only the platform can know, places and the organisation behind an event.
    static func feed(
        _ name: String, open: @escaping @Sendable (URL) throws -> any RowSource
    ) -> ImportTable {
        let platforms = ["capacity", "organisation"]
        return ImportTable(
            file: name, table: "event", key: ["uid", "recurrence_id"],
            columns: columns.filter { !platforms.contains($0.name) }, leavesOthersRows: true,
            open: open)
    }

    private static let columns: [ImportColumn] = [
        .integer("sequence", in: 0...2_147_483_647, whenEmpty: 0),
        .line("summary", max: 1000),
        .text("description", max: 65_536),
        .line("location", max: 1000),
        .line("url", max: 2000),
        .list("categories", max: 4000),
        .line("organizer", max: 1000),
        .degrees("latitude", in: -90...90),
        .degrees("longitude", in: -180...180),
        .word("status", of: ["confirmed", "tentative", "cancelled"], whenEmpty: "confirmed"),
        .integer("capacity", in: 0...1_000_000),
        .reference("organisation"),
        milliseconds("starts_at"),
        milliseconds("ends_at"),
        flag("all_day"),
        flag("recurs"),
        verbatim("ics"),
    ]

    /// Unix milliseconds in digits. Events of the past and of every future may stand in a calendar.
    private static func milliseconds(_ name: String) -> ImportColumn {
        ImportColumn(name, whenEmpty: .isRefused) { text throws(BadCell) in
            guard let number = Int64(text) else { throw BadCell("is no number of milliseconds") }
            return number.databaseValue
        }
    }

    private static func flag(_ name: String) -> ImportColumn {
        .integer(name, in: 0...1, whenEmpty: 0)
    }

    /// The text as it stands: its line ends belong to it.
    private static func verbatim(_ name: String) -> ImportColumn {
        ImportColumn(name, whenEmpty: .isRefused, isVerbatim: true) { text throws(BadCell) in
            text.databaseValue
        }
    }
}
