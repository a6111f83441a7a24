import CLibical
import Foundation
import Model

/// Reads `events.ics` (RFC 5545) event by event into rows of the `event` table.
///
/// Columns, all of them in each row, as text: `uid recurrence_id sequence summary description location url
/// categories organizer latitude longitude status capacity organisation starts_at ends_at all_day recurs
/// ics`. Times are Unix milliseconds, flags 0 or 1, `categories` have `|` between; `recurrence_id` is the
/// value as the file has it, "" for an event in its own right; `latitude`, `longitude` and `capacity` are ""
/// when the file does not say. `organizer` is the name (CN) only: an address is never taken over. `ics`
/// holds what says when (``EventTimes/text``) with UID and SEQUENCE.
///
/// The row's id is the UID, followed for a changed occurrence by U+001F and the recurrence id. Times without
/// a zone are the platform's. One bad event is refused and the next is read; a second event of the same id
/// is refused. Memory grows with the number of events by their ids only.
struct ICSRowSource: RowSource {
    /// The longest UID, in characters.
    static let uidLimit = 1_000

    private let fileName: String
    private var blocks: EventBlockReader
    private var zones: TimeZoneNames
    private var calendars: ZoneCalendars
    private var lineOfID: [String: Int] = [:]

    /// - Parameters:
    ///   - file: The calendar; refusals name it without its folder.
    ///   - calendar: The platform's clock.
    /// - Throws: The system's error when the file cannot be opened.
    init(file: URL, calendar: LocalCalendar) throws {
        fileName = file.lastPathComponent
        blocks = try EventBlockReader(file: file)
        zones = TimeZoneNames(file: file)
        calendars = ZoneCalendars(platform: calendar)
    }

    mutating func next() throws -> RowReading? {
        guard let reading = try blocks.next() else { return nil }
        do {
            switch reading {
            case .event(let event): return .row(try row(event))
            case .fault(let fault): throw fault
            }
        } catch let fault as CalendarFault {
            return .refused(
                Refusal(
                    file: fileName, line: fault.line, column: fault.column, reason: fault.reason))
        }
    }

    private mutating func row(_ event: EventBlock) throws -> ImportRow {
        if let fault = event.fault { throw fault }
        let lines = EventTimesReader.lines(of: event) + EventTexts.lines(of: event)
        let component = try VEventComponent(lines: lines)
        let texts = try EventTexts(event, component, isCancelled: blocks.cancelsEvents)
        let times = try EventTimesReader.read(
            event, component, zones: &zones, calendars: &calendars)
        let id = try newID(texts, event)
        let columns = texts.columns.merging(columns(times, texts)) { text, _ in text }
        return ImportRow(id: id, line: event.firstLine, columns: columns)
    }

    private mutating func newID(
        _ texts: EventTexts, _ event: EventBlock
    ) throws(CalendarFault) -> String {
        let id = texts.id
        if let line = lineOfID[id] {
            throw event.fault(
                "The event of line \(line) has the same UID and RECURRENCE-ID. Keep one of the two."
            )
        }
        lineOfID[id] = event.firstLine
        return id
    }

    private mutating func columns(_ times: EventTimes, _ texts: EventTexts) -> [String: String] {
        let span = times.first(&calendars)
        return [
            "starts_at": Self.milliseconds(span.start),
            "ends_at": Self.milliseconds(span.end),
            "all_day": span.isAllDay ? "1" : "0",
            "recurs": times.recurs ? "1" : "0",
            "ics": "\(texts.identityText)\n\(times.text)\n",
        ]
    }

    private static func milliseconds(_ instant: Date) -> String {
        String(Int64(instant.timeIntervalSince1970 * 1000))
    }
}
