import Foundation

/// A DATE or DATE-TIME as a calendar file means it (RFC 5545 §3.3.4, §3.3.5).
struct CalendarTime: Hashable {
    /// Whose clock shows the time.
    enum Zone: Hashable {
        /// Floating: the clocks of whoever reads it, here those of the platform.
        case platform
        case utc
        case named(TimeZone)
    }

    let wall: WallTime
    let zone: Zone
    /// A whole day, which has no time and no zone.
    let isDate: Bool

    /// The property `name` with this value, as ``EventTimes/text`` stores it: the zone by its IANA name.
    func property(_ name: String) -> String {
        switch (isDate, zone) {
        case (true, _): "\(name);VALUE=DATE:\(wall.basicDate)"
        case (false, .platform): "\(name):\(wall.basicDateTime)"
        case (false, .utc): "\(name):\(wall.basicDateTime)Z"
        case (false, .named(let zone)): "\(name);TZID=\(zone.identifier):\(wall.basicDateTime)"
        }
    }
}
