import Foundation
import JobQueue
import Model

/// What `schedule preview` tells.
struct SchedulePreview: Encodable {
    /// In the order of the schedules, each from its earliest.
    private(set) var occurrences: [Line] = []
    /// How many occurrences of each schedule lie in the time asked for and are not shown; only those that have some.
    private(set) var omitted: [String: Int] = [:]

    /// Without an end so many of each are shown.
    private static let few = 10
    /// With an end at most so many of each.
    private static let many = 1000

    /// One occurrence.
    struct Line: Encodable {
        let schedule: String
        /// On the clock of the schedule, with its offset (RFC 3339).
        let local: String
        let occurrence: Date
        /// When its job is due.
        let runsAt: Date
        let isSkipped: Bool
        /// What is particular about it, in words.
        let marks: [String]
    }

    /// - Parameters:
    ///   - end: nil for the next few of each.
    ///   - calendar: For schedules without a zone.
    init(_ schedules: [Schedule], from start: Date, to end: Date?, calendar: LocalCalendar) {
        for schedule in schedules {
            let planned = schedule.plan(
                after: start, through: end, limit: end == nil ? Self.few : Self.many,
                calendar: calendar)
            let zone = schedule.calendar(or: calendar).zone
            occurrences += planned.map { Line($0, of: schedule.name, zone) }
            guard let end else { continue }
            let count = schedule.planCount(after: start, through: end, calendar: calendar)
            if count > planned.count { omitted[schedule.name] = count - planned.count }
        }
    }

    /// A table, and a line for what is not shown.
    var text: String {
        guard !occurrences.isEmpty else { return "nothing recurs in that time" }
        var table = TextTable(["schedule", "local time", "UTC", "what is particular"])
        for line in occurrences {
            table.add([
                line.schedule, line.local, line.occurrence.formatted(.iso8601),
                line.marks.joined(separator: ", "),
            ])
        }
        let rest = omitted.sorted { $0.key < $1.key }.map {
            "\($0.key): \($0.value) more are not shown; ask for a shorter time"
        }
        return ([table.text] + rest).joined(separator: "\n")
    }
}

extension SchedulePreview.Line {
    init(_ planned: PlannedOccurrence, of schedule: String, _ zone: TimeZone) {
        self.schedule = schedule
        local = Self.local(planned.instant, zone)
        occurrence = planned.instant
        runsAt = planned.runsAt
        isSkipped = planned.isSkipped
        let delay = Int(planned.runsAt.timeIntervalSince(planned.instant))
        let isDelayed = delay > 0 && !planned.isSkipped
        marks = planned.marks.map(\.rawValue) + (isDelayed ? ["runs \(delay) s later"] : [])
    }

    /// `2026-03-29T03:00:00+02:00`.
    private static func local(_ instant: Date, _ zone: TimeZone) -> String {
        instant.formatted(
            Date.ISO8601FormatStyle(timeZone: zone).year().month().day().time(
                includingFractionalSeconds: false
            ).timeZone(separator: .colon))
    }
}
