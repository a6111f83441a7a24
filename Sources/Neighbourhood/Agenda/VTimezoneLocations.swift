import Foundation

/// The places that a file's VTIMEZONEs say they are for.
enum VTimezoneLocations {
    /// The most zones that are remembered of one file.
    private static let limit = 1_000

    /// TZID to X-LIC-LOCATION of each VTIMEZONE that has both; what is malformed is passed over, because
    /// reading the events tells of it.
    static func read(_ file: URL) throws -> [String: String] {
        var lines = try CalendarLineReader(file: file)
        var locations: [String: String] = [:]
        var zone: (name: String?, location: String?) = (nil, nil)
        while locations.count < limit, let reading = try lines.next() {
            guard case .line(let line) = reading else { continue }
            switch line.name {
            case "BEGIN" where line.value.uppercased() == "VTIMEZONE": zone = (nil, nil)
            case "TZID": zone.name = line.value
            case "X-LIC-LOCATION": zone.location = line.value
            case "END" where line.value.uppercased() == "VTIMEZONE":
                if let name = zone.name { locations[name] = zone.location }
            default: break
            }
        }
        return locations
    }
}
