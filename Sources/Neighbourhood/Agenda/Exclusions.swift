import Foundation

/// The starts that EXDATEs, or occurrences changed by RECURRENCE-ID, take out of a series.
///
/// Compared as instants, so an EXDATE may be written in UTC for a series in local time. One without a time
/// stands for all of its day on the clock of the series; several exporters write it so.
struct Exclusions {
    private let instants: Set<Date>
    private let days: Set<Int>

    init(_ times: [CalendarTime], _ calendars: inout ZoneCalendars) {
        var instants: Set<Date> = []
        for time in times where !time.isDate { instants.insert(calendars.instant(of: time)) }
        self.instants = instants
        self.days = Set(times.filter(\.isDate).map(\.wall.day))
    }

    /// Whether the occurrence that starts at `start` in a series of `zone` is taken out.
    func contains(
        _ start: Date, zone: CalendarTime.Zone, _ calendars: inout ZoneCalendars
    ) -> Bool {
        if instants.contains(start) { return true }
        return !days.isEmpty && days.contains(calendars.wall(at: start, in: zone).day)
    }
}
