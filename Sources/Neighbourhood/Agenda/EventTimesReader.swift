import CLibical
import Foundation

/// Reads ``EventTimes`` from an event's lines and checks that they can be.
struct EventTimesReader {
    /// The longest an occurrence of a series may last, in seconds: 366 days.
    static let seriesLengthLimit: TimeInterval = 366 * 86_400

    private let event: EventBlock
    private let component: VEventComponent
    private var zones: TimeZoneNames
    private var calendars: ZoneCalendars

    private init(
        _ event: EventBlock, _ component: VEventComponent, _ zones: TimeZoneNames,
        _ calendars: ZoneCalendars
    ) {
        self.event = event
        self.component = component
        self.zones = zones
        self.calendars = calendars
    }

    /// The times of `event`, whose lines ``lines(of:)`` are parsed in `component`.
    ///
    /// - Throws: ``CalendarFault``, or the system's error when `zones` has to look into its file and cannot.
    static func read(
        _ event: EventBlock, _ component: VEventComponent, zones: inout TimeZoneNames,
        calendars: inout ZoneCalendars
    ) throws -> EventTimes {
        var reader = EventTimesReader(event, component, zones, calendars)
        defer { (zones, calendars) = (reader.zones, reader.calendars) }
        return try reader.read()
    }

    /// The lines that say when; lists of dates as lines of one date each. RRULE is read by ourselves.
    static func lines(of event: EventBlock) -> [CalendarLine] {
        let single = ["DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"].compactMap { event[$0] }
        let lists = event.all("RDATE") + event.all("EXDATE")
        return single + lists.flatMap { $0.splitAtCommas() }.filter { !$0.value.isEmpty }
    }

    private mutating func read() throws -> EventTimes {
        guard let start = try times("DTSTART", ICAL_DTSTART_PROPERTY).first else {
            throw event.fault("This event has no DTSTART. Say when it starts.")
        }
        let times = EventTimes(
            start: start, end: try end(start), recurrence: try recurrence(start),
            added: try added(start), excluded: try times("EXDATE", ICAL_EXDATE_PROPERTY),
            replaces: try replaces())
        try check(times)
        return times
    }
}

// MARK: - Single properties

extension EventTimesReader {
    /// The times of a property, each checked and with its zone found.
    private mutating func times(
        _ name: String, _ kind: icalproperty_kind
    ) throws -> [CalendarTime] {
        let lines = Self.lines(of: event).filter { $0.name == name }
        return try zip(lines, component.times(kind)).map { line, time in
            guard let time else {
                throw line.fault(
                    "\(name) is a day such as 20260325 or a time such as 20260325T100000, between"
                        + " \(CalendarDay.years.lowerBound) and \(CalendarDay.years.upperBound)."
                        + " Periods are not read.")
            }
            return CalendarTime(
                wall: time.wall, zone: try zone(of: time, line), isDate: time.isDate)
        }
    }

    private mutating func zone(
        of time: VEventComponent.Time, _ line: CalendarLine
    ) throws -> CalendarTime.Zone {
        if time.isUTC { return .utc }
        guard !time.isDate, let name = time.zoneName else { return .platform }
        guard let zone = try zones.zone(name) else {
            throw CalendarFault(
                line: line.number, column: line.name.count + 1,
                reason:
                    "The TZID of \(line.name) is not a time zone that is known here. Use an IANA name"
                    + " such as Europe/Amsterdam, or X-LIC-LOCATION in its VTIMEZONE.")
        }
        return .named(zone)
    }

    private mutating func end(_ start: CalendarTime) throws -> EventTimes.End {
        if let line = event["DURATION"] { return try .after(duration(line, start)) }
        guard let line = event["DTEND"],
            let end = try times("DTEND", ICAL_DTEND_PROPERTY).first
        else { return .unsaid }
        guard end.isDate == start.isDate else {
            throw line.fault(
                "DTSTART and DTEND are both days or both times. Write them the same way.")
        }
        guard !isEarlier(end, than: start) else {
            throw line.fault("This event ends before it starts. Correct DTSTART or DTEND.")
        }
        return .at(end)
    }

    /// On one clock the times on the wall decide: 02:30 to 03:15 is no fault in the night that skips 02:30.
    private mutating func isEarlier(_ end: CalendarTime, than start: CalendarTime) -> Bool {
        end.zone == start.zone
            ? end.wall < start.wall : calendars.instant(of: end) < calendars.instant(of: start)
    }

    private func duration(
        _ line: CalendarLine, _ start: CalendarTime
    ) throws -> VEventComponent.Duration {
        guard event["DTEND"] == nil else {
            throw line.fault("An event has DTEND or DURATION, not both. Remove one.")
        }
        let numbers = line.value.split { !$0.isNumber }
        guard let duration = component.duration, !numbers.isEmpty,
            numbers.allSatisfy({ $0.count <= 6 })
        else {
            throw line.fault("DURATION is a length such as PT2H or P3D.")
        }
        guard duration.days >= 0, duration.seconds >= 0 else {
            throw line.fault("This event ends before it starts. DURATION cannot be negative.")
        }
        guard !start.isDate || duration.seconds == 0 else {
            throw line.fault("An event of whole days has a DURATION of days, such as P3D.")
        }
        return duration
    }

    private mutating func added(_ start: CalendarTime) throws -> [CalendarTime] {
        let added = try times("RDATE", ICAL_RDATE_PROPERTY)
        guard let line = event["RDATE"], added.contains(where: { $0.isDate != start.isDate })
        else { return added }
        throw line.fault("DTSTART and RDATE are both days or both times. Write them the same way.")
    }

    private mutating func replaces() throws -> CalendarTime? {
        guard let line = event["RECURRENCE-ID"] else { return nil }
        guard !line.parameters.uppercased().contains(";RANGE=") else {
            throw CalendarFault(
                line: line.number, column: line.name.count + 1,
                reason:
                    "A change of this and all later occurrences (RANGE) is not read. End the series with"
                    + " UNTIL and begin a new one, or change the occurrences one by one.")
        }
        for name in ["RRULE", "RDATE", "EXDATE"] {
            if let line = event[name] {
                throw line.fault(
                    "One changed occurrence (RECURRENCE-ID) cannot recur itself. Remove \(name).")
            }
        }
        return try times("RECURRENCE-ID", ICAL_RECURRENCEID_PROPERTY).first
    }

    private mutating func check(_ times: EventTimes) throws {
        guard times.recurs, times.first(&calendars).length > Self.seriesLengthLimit else { return }
        throw event.fault("An occurrence of a series lasts 366 days at most. Correct DTEND.")
    }
}

// MARK: - RRULE

extension EventTimesReader {
    private mutating func recurrence(_ start: CalendarTime) throws -> Recurrence? {
        if let line = event["EXRULE"] {
            throw line.fault("EXRULE is no longer part of iCalendar. Write EXDATE instead.")
        }
        guard let line = event["RRULE"] else { return nil }
        let rule = try rule(line, isDate: start.isDate)
        var recurrence = Recurrence(rule: rule, start: start.wall)
        recurrence.until = try until(rule, start, line)
        guard recurrence.hasMatch else {
            throw line.fault(
                "This rule gives no date within \(Recurrence.searchYears) years. Correct it.")
        }
        if let count = rule.count { recurrence.until = recurrence.start(number: count) }
        return recurrence
    }

    private func rule(
        _ line: CalendarLine, isDate: Bool
    ) throws(CalendarFault) -> RecurrenceRule {
        let rule: RecurrenceRule
        do throws(RecurrenceRuleParts.Fault) {
            rule = try RecurrenceRule(line.value)
        } catch {
            throw line.fault(error.reason, at: error.offset)
        }
        guard !isDate || !rule.setsTimes else {
            throw line.fault("An event of whole days cannot have BYHOUR, BYMINUTE or BYSECOND.")
        }
        return rule
    }

    /// The last moment for a start, on the clock that the series goes by.
    private mutating func until(
        _ rule: RecurrenceRule, _ start: CalendarTime, _ line: CalendarLine
    ) throws(CalendarFault) -> WallTime? {
        guard let text = rule.until else { return nil }
        guard let time = VEventComponent.time(text) else {
            throw line.fault("UNTIL is a day such as 20260625 or a time such as 20260625T080000Z.")
        }
        let until = wallOfUntil(time, start)
        guard until >= start.wall else {
            throw line.fault("UNTIL lies before DTSTART, so nothing is left. Correct one of them.")
        }
        return until
    }

    /// RFC 5545 wants UNTIL as DTSTART is written, in UTC when that has a zone. Exporters differ: a day means
    /// all of that day; for whole days, a time means the day on which it falls.
    private mutating func wallOfUntil(
        _ time: VEventComponent.Time, _ start: CalendarTime
    ) -> WallTime {
        var wall = time.wall
        if time.isUTC {
            let zone = start.isDate ? CalendarTime.Zone.platform : start.zone
            wall = calendars.wall(at: calendars.instant(of: wall, in: .utc), in: zone)
        }
        if start.isDate { return WallTime(day: wall.day, second: 0) }
        return time.isDate ? WallTime(day: wall.day, second: WallTime.secondsOfDay - 1) : wall
    }
}
