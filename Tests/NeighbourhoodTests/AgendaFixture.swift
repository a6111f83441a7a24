import Foundation
import GRDB
import Model
import Testing

@testable import Neighbourhood

/// Calendars for tests: as rows read from a file, and as an agenda in a database.
enum AgendaFixture {
    static let amsterdam = LocalCalendar(zone: TimeZone(identifier: "Europe/Amsterdam")!)

    static func url(_ name: String) -> URL {
        Bundle.module.resourceURL!.appending(path: "Fixtures/\(name)")
    }

    /// An event with a UID and a title, in a calendar.
    static func calendar(_ properties: String...) -> String {
        let events = properties.map {
            "BEGIN:VEVENT\nUID:a@example.nl\nSUMMARY:Koffie\n\($0)\nEND:VEVENT\n"
        }
        return "BEGIN:VCALENDAR\n\(events.joined())END:VCALENDAR\n"
    }

    /// What a file with this text turns out to be.
    static func read(_ text: String) throws -> [RowReading] { try read(Data(text.utf8)) }

    static func read(_ data: Data) throws -> [RowReading] {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "events.ics")
        try data.write(to: file)
        return try read(file)
    }

    static func read(_ file: URL) throws -> [RowReading] {
        var source = try ICSRowSource(file: file, calendar: amsterdam)
        var readings: [RowReading] = []
        while let reading = try source.next() { readings.append(reading) }
        return readings
    }

    static func rows(_ readings: [RowReading]) -> [ImportRow] {
        readings.compactMap { if case .row(let row) = $0 { row } else { nil } }
    }

    static func refusals(_ readings: [RowReading]) -> [Refusal] {
        readings.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } }
    }

    /// A database with these events; nothing may be refused.
    static func agenda(_ readings: [RowReading]) throws -> DatabaseQueue {
        #expect(refusals(readings) == [])
        let database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        NeighbourhoodSchema.register(in: &migrator)
        try migrator.migrate(database)
        try database.write { db in for row in rows(readings) { try insert(row, db) } }
        return database
    }

    static func agenda(_ text: String) throws -> DatabaseQueue { try agenda(read(text)) }

    private static func insert(_ row: ImportRow, _ db: Database) throws {
        let columns = row.columns.filter { !$0.value.isEmpty }
        let names = columns.keys.sorted()
        let places = names.map { ":\($0)" }.joined(separator: ", ")
        try db.execute(
            sql: "INSERT INTO event (\(names.joined(separator: ", "))) VALUES (\(places))",
            arguments: StatementArguments(columns))
    }

    /// An instant by Amsterdam's clocks, such as `2026-03-29 10:00`.
    static func at(_ text: String) -> Date {
        let parts = text.split(separator: " ")
        return amsterdam.eventInstant(
            LocalDate(parts[0])!, secondsIntoDay: LocalTime(parts[1])!.minute * 60)
    }

    /// What a reader sees from the first day to the second, both included, as
    /// `2026-03-25 10:00 Koffie`.
    static func shown(
        _ database: DatabaseQueue, _ first: String, _ last: String
    ) throws -> [String] {
        try occurrences(database, first, last).map {
            "\($0.localDate) \($0.isAllDay ? "hele dag" : $0.localTime.description) \($0.summary)"
        }
    }

    static func occurrences(
        _ database: DatabaseQueue, _ first: String, _ last: String
    ) throws -> [EventOccurrence] {
        let from = amsterdam.startOfDay(LocalDate(first)!)
        let to = amsterdam.startOfDay(LocalDate(last)!.adding(days: 1))
        return try database.read {
            try Agenda.occurrences(in: $0, from: from, to: to, calendar: amsterdam)
        }
    }
}
