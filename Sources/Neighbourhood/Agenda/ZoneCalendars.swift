import Foundation
import Model

/// Turns the times of a calendar file into instants and back, each by the clock it was written for.
///
/// A time in the spring gap counts with the offset from before it (02:30 is shown as 03:30); of a time that
/// comes twice in autumn the first is meant (RFC 5545 §3.3.5). libical does neither: it moves the occurrence
/// *after* a gap too and takes the second of two.
struct ZoneCalendars {
    let platform: LocalCalendar
    private var others: [CalendarTime.Zone: LocalCalendar] = [:]

    init(platform: LocalCalendar) { self.platform = platform }

    /// The instant of a date-time; for a whole day the moment it begins on the platform's clock.
    mutating func instant(of time: CalendarTime) -> Date {
        time.isDate
            ? platform.startOfDay(time.wall.date) : instant(of: time.wall, in: time.zone)
    }

    /// The instant at which the clocks of `zone` show `wall`.
    mutating func instant(of wall: WallTime, in zone: CalendarTime.Zone) -> Date {
        calendar(of: zone).eventInstant(wall.date, secondsIntoDay: wall.second)
    }

    /// What the clocks of `zone` show at `instant`.
    mutating func wall(at instant: Date, in zone: CalendarTime.Zone) -> WallTime {
        WallTime(instant, in: calendar(of: zone).zone)
    }

    /// Making a calendar is slow, so each is made once.
    private mutating func calendar(of zone: CalendarTime.Zone) -> LocalCalendar {
        if zone == .platform { return platform }
        if let calendar = others[zone] { return calendar }
        let calendar = LocalCalendar(zone: Self.timeZone(zone) ?? platform.zone)
        others[zone] = calendar
        return calendar
    }

    private static func timeZone(_ zone: CalendarTime.Zone) -> TimeZone? {
        switch zone {
        case .platform: nil
        case .utc: TimeZone.gmt
        case .named(let zone): zone
        }
    }
}
