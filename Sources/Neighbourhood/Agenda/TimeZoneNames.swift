import Foundation

/// Finds the time zone that a TZID means.
///
/// Zones are found by name and their VTIMEZONE is not interpreted: exporters write rules that are wrong or
/// end in a past year, and libical silently takes the time as UTC when it does not know a zone. In this order:
/// an IANA name, a name of Windows or Outlook, an IANA name at the end of a path (`/mozilla.org/20070129_1/
/// Europe/Amsterdam`), and the X-LIC-LOCATION of the file's own VTIMEZONE of that name.
struct TimeZoneNames {
    private let file: URL?
    private var found: [String: TimeZone] = [:]
    /// TZID to X-LIC-LOCATION; read when the first unknown name turns up, wherever the VTIMEZONE stands.
    private var locations: [String: String]?

    /// - Parameter file: The calendar file whose VTIMEZONEs may tell a location; nil for names only.
    init(file: URL?) { self.file = file }

    /// The zone named `name`, or nil when nothing says which one is meant.
    ///
    /// - Throws: The system's error when the file has to be read again and cannot be.
    mutating func zone(_ name: String) throws -> TimeZone? {
        if let zone = found[name] { return zone }
        guard let zone = try Self.byName(name) ?? byLocation(name) else { return nil }
        found[name] = zone
        return zone
    }

    private mutating func byLocation(_ name: String) throws -> TimeZone? {
        if locations == nil { locations = try file.map(VTimezoneLocations.read(_:)) ?? [:] }
        return locations?[name].flatMap(Self.byName(_:))
    }

    private static func byName(_ name: String) -> TimeZone? {
        let name = name.trimmingCharacters(in: .whitespaces)
        return iana(name) ?? windows[name].flatMap(iana(_:)) ?? atEndOfPath(name)
    }

    /// Foundation also makes zones of `GMT+1` and the like, whose sign nobody agrees on: not taken.
    private static func iana(_ name: String) -> TimeZone? {
        let isPlain = name.contains("/") || name.utf8.allSatisfy { (65...90).contains($0) }
        return isPlain ? TimeZone(identifier: name) : nil
    }

    private static func atEndOfPath(_ name: String) -> TimeZone? {
        let parts = name.split(separator: "/")
        guard parts.count > 2 else { return nil }
        return iana(parts.suffix(3).joined(separator: "/"))
            ?? iana(parts.suffix(2).joined(separator: "/"))
    }

    /// The names that Windows, Exchange and Outlook write, for the zones a Dutch agenda may meet.
    private static let windows: [String: String] = [
        "W. Europe Standard Time": "Europe/Amsterdam",
        "Romance Standard Time": "Europe/Paris",
        "Central Europe Standard Time": "Europe/Budapest",
        "Central European Standard Time": "Europe/Warsaw",
        "GMT Standard Time": "Europe/London",
        "Greenwich Standard Time": "Atlantic/Reykjavik",
        "E. Europe Standard Time": "Europe/Chisinau",
        "FLE Standard Time": "Europe/Kyiv",
        "GTB Standard Time": "Europe/Bucharest",
        "Turkey Standard Time": "Europe/Istanbul",
        "Morocco Standard Time": "Africa/Casablanca",
        "SA Western Standard Time": "America/La_Paz",
        "SA Eastern Standard Time": "America/Cayenne",
        "Eastern Standard Time": "America/New_York",
        "Central Standard Time": "America/Chicago",
        "Mountain Standard Time": "America/Denver",
        "Pacific Standard Time": "America/Los_Angeles",
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Amsterdam",
        "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris": "Europe/Paris",
        "(UTC+00:00) Dublin, Edinburgh, Lisbon, London": "Europe/London",
        "Coordinated Universal Time": "Etc/UTC",
        "(UTC) Coordinated Universal Time": "Etc/UTC",
    ]
}
