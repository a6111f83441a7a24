import Foundation
import Model

/// When an event is: its first start and end, and how it recurs.
struct EventTimes {
    /// Where an occurrence ends.
    enum End: Equatable {
        /// DTEND of the first occurrence. The others last exactly as long, in real time (RFC 5545 §3.8.5.3).
        case at(CalendarTime)
        /// DURATION: so many days later on the wall, then so many seconds.
        case after(VEventComponent.Duration)
        /// Neither: a whole day lasts that day, anything else ends when it starts (RFC 5545 §3.6.1).
        case unsaid
    }

    let start: CalendarTime
    let end: End
    /// nil when the event does not follow a rule.
    let recurrence: Recurrence?
    /// RDATE.
    let added: [CalendarTime]
    /// EXDATE. One without a time excludes its whole day.
    let excluded: [CalendarTime]
    /// The occurrence of a series that this event replaces, nil for an event in its own right.
    let replaces: CalendarTime?

    /// Whether there can be more or fewer occurrences than the one at ``start``.
    var recurs: Bool { recurrence != nil || !added.isEmpty || !excluded.isEmpty }

    /// The properties that say when, one a line, zones by their IANA names; reading it again gives the same
    /// times. COUNT has become the UNTIL of the last occurrence, so that nobody has to count from the first.
    var text: String {
        var lines = [start.property("DTSTART")]
        switch end {
        case .at(let time): lines.append(time.property("DTEND"))
        case .after(let duration): lines.append("DURATION:\(Self.text(duration))")
        case .unsaid: break
        }
        if let recurrence { lines.append("RRULE:\(ruleText(recurrence))") }
        lines += added.map { $0.property("RDATE") } + excluded.map { $0.property("EXDATE") }
        if let replaces { lines.append(replaces.property("RECURRENCE-ID")) }
        return lines.joined(separator: "\n")
    }

    private func ruleText(_ recurrence: Recurrence) -> String {
        let until = recurrence.until.map { start.isDate ? $0.basicDate : $0.basicDateTime }
        return recurrence.rule.pattern + (until.map { ";UNTIL=\($0)" } ?? "")
    }

    private static func text(_ duration: VEventComponent.Duration) -> String {
        "P\(duration.days)D" + (duration.seconds == 0 ? "" : "T\(duration.seconds)S")
    }
}

// MARK: - Occurrences

extension EventTimes {
    /// The first occurrence.
    func first(_ calendars: inout ZoneCalendars) -> EventSpan { span(at: start.wall, &calendars) }

    /// The occurrences that count for the time from `from` to `to` (``EventSpan/counts(from:to:)``), rising,
    /// EXDATE taken out, none twice.
    func occurrences(
        from: Date, to: Date, _ calendars: inout ZoneCalendars
    ) -> [EventSpan] {
        var spans: [EventSpan] = []
        for wall in starts(from: from, to: to, &calendars) {
            let span = span(at: wall, &calendars)
            if span.counts(from: from, to: to) { spans.append(span) }
        }
        let skipped = Exclusions(excluded, &calendars)
        return Set(spans).filter { !skipped.contains($0.start, zone: start.zone, &calendars) }
            .sorted { $0.start < $1.start }
    }

    /// The wall times of all starts that may matter; a day more on either side, for the zones.
    private func starts(
        from: Date, to: Date, _ calendars: inout ZoneCalendars
    ) -> [WallTime] {
        let length = first(&calendars).length + 86_400
        let earliest = calendars.wall(at: from - length, in: start.zone)
        let latest = calendars.wall(at: to + 86_400, in: start.zone)
        let extra = added.map { wallOfSeries($0, &calendars) }
        let regular = recurrence?.starts(from: earliest, through: latest) ?? [start.wall]
        return regular + extra
    }

    /// The moment on the clock that the series goes by.
    private func wallOfSeries(
        _ time: CalendarTime, _ calendars: inout ZoneCalendars
    ) -> WallTime {
        if time.isDate || time.zone == start.zone { return time.wall }
        return calendars.wall(at: calendars.instant(of: time), in: start.zone)
    }

    private func span(at wall: WallTime, _ calendars: inout ZoneCalendars) -> EventSpan {
        let begin = calendars.instant(
            of: CalendarTime(wall: wall, zone: start.zone, isDate: start.isDate))
        return EventSpan(
            start: begin, end: end(of: wall, begin: begin, &calendars), isAllDay: start.isDate)
    }

    private func end(
        of wall: WallTime, begin: Date, _ calendars: inout ZoneCalendars
    ) -> Date {
        switch end {
        case .at(let time) where start.isDate:
            let days = max(1, time.wall.day - start.wall.day)
            return calendars.platform.startOfDay(wall.date.adding(days: days))
        case .at(let time):
            let length = calendars.instant(of: time).timeIntervalSince(
                calendars.instant(of: start))
            return begin + max(0, length)
        case .after(let duration) where start.isDate:
            return calendars.platform.startOfDay(wall.date.adding(days: max(1, duration.days)))
        case .after(let duration) where duration.days == 0:
            return begin + TimeInterval(duration.seconds)
        case .after(let duration):
            let last = WallTime(day: wall.day + duration.days, second: wall.second)
            return calendars.instant(of: last, in: start.zone) + TimeInterval(duration.seconds)
        case .unsaid where start.isDate:
            return calendars.platform.startOfDay(wall.date.adding(days: 1))
        case .unsaid: return begin
        }
    }
}
