public import Foundation
public import Model

/// One time that an event takes place.
public struct EventOccurrence: Equatable, Sendable {
    /// The row of the `event` table whose facts these are: the event, or the change of this one occurrence.
    public let event: Int64
    /// The same for all occurrences of a series and their changes.
    public let uid: String
    /// Which occurrence: its start on the platform's clock **as first planned**, `2026-03-25T10:00`, or
    /// `2026-03-25` for whole days. It stays when the occurrence is moved. Seconds are added when there are
    /// any, and the offset (`+01:00`) when the hour comes twice and this is the second.
    public let key: String
    public let startsAt: Date
    /// Not before ``startsAt``: the first moment after it; for whole days 00:00 of the day after the last.
    public let endsAt: Date
    /// Whole days: then ``localTime`` is 00:00 and means nothing.
    public let isAllDay: Bool
    /// The day on the platform's clock on which it starts.
    public let localDate: LocalDate
    /// The time on the platform's clock at which it starts.
    public let localTime: LocalTime
    public let summary: String
    /// "" when nothing is known.
    public let location: String
    /// An http or https address, or "".
    public let url: String
    /// The platform's id of the organisation, or "".
    public let organisation: String
    /// SEQUENCE: rises when the organiser changes something that matters.
    public let sequence: Int
}

/// The names of occurrences.
enum OccurrenceKey {
    /// The key of an occurrence first planned to start at `start`.
    static func text(_ start: Date, isAllDay: Bool, _ calendar: LocalCalendar) -> String {
        let wall = WallTime(start, in: calendar.zone)
        if isAllDay { return wall.date.description }
        let time = LocalTime(minute: wall.second / 60).description
        let rest = wall.second % 60
        let seconds = rest == 0 ? "" : rest < 10 ? ":0\(rest)" : ":\(rest)"
        let isFirst = calendar.eventInstant(wall.date, secondsIntoDay: wall.second) == start
        return "\(wall.date)T\(time)\(seconds)\(isFirst ? "" : offset(at: start, calendar))"
    }

    /// The day that a key names, nil when it is not a key.
    static func day(_ key: String) -> LocalDate? { LocalDate(key.prefix(10)) }

    private static func offset(at instant: Date, _ calendar: LocalCalendar) -> String {
        let minutes = calendar.zone.secondsFromGMT(for: instant) / 60
        let time = LocalTime(minute: abs(minutes)).description
        return (minutes < 0 ? "-" : "+") + time
    }
}
