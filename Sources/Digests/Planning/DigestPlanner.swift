import Foundation
import GRDB
public import JobQueue
public import Mail
public import Model
import Neighbourhood

/// The job `digest`: decides who gets a digest now and what is in it, and writes the letters down.
///
/// Runs every few minutes; most runs find nobody, and cost no more than the question whose hour has come since the last
/// one and who chose another hour. A run that is cut off is simply done again: a letter that is written down is
/// never written twice.
public struct DigestPlanner: JobHandler {
    /// Where the job runs: one lane, so that one plan is made at a time.
    public static let queue = "digest"

    public let kind = JobKind(
        name: "digest", queue: queue, maxAttempts: 5, lifetime: .seconds(4 * 3600))

    private let settings: DigestSettings
    private let calendar: LocalCalendar
    private let relays: [RelayAllowance]

    /// - Parameter relays: What the letters go through, in the order of preference. The default is no limit.
    public init(
        settings: DigestSettings, calendar: LocalCalendar, relays: [RelayAllowance] = []
    ) {
        self.relays = relays
        self.settings = settings
        self.calendar = calendar
    }

    public func run(_ job: Job, in context: JobContext) throws -> JobEnd {
        let now = context.clock.now()
        var round = DigestRound(
            pens: DigestPens(settings: settings, calendar: calendar, now: now), context: context)
        let (before, horizon) = try times(now, context)
        let windows = DigestWindow.all(
            now: now, plannedUntil: before, horizon: horizon,
            rule: LatenessRule(longest: settings.lateness), calendar: calendar)
        for window in windows {
            guard try round.deal(with: window) else { return Self.stopped(now) }
        }
        let reached = max(before ?? horizon, horizon)
        guard try round.dealWithChanged(plannedUntil: reached) else { return Self.stopped(now) }
        try context.ticks.write { db in try DigestReaders(db: db).setPlannedUntil(reached) }
        return .completed(result: round.report.json)
    }

    private static func stopped(_ now: Date) -> JobEnd {
        .snoozed(until: now, reason: "the daemon stops")
    }

    /// Up to when the hours were dealt with, and up to when they are to be.
    private func times(_ now: Date, _ context: JobContext) throws -> (before: Date?, horizon: Date)
    {
        let (settings, calendar, relays) = (settings, calendar, relays)
        return try context.ticks.write { db in
            let readers = DigestReaders(db: db)
            let horizon = LeadTime.horizon(
                now: now, coming: try Self.coming(readers, after: now, calendar),
                perSecond: try DeliveryRate(db).perSecond(through: relays),
                minimum: settings.minimumLead)
            // A clock that was years ahead for a while must not silence the digest for years.
            let furthest = now.addingTimeInterval(
                max(LeadTime.longest, settings.minimumLead).seconds)
            let before = try readers.plannedUntil().map { min($0, furthest) }
            if before == nil { try readers.forgetAllChanges() }
            return (before, horizon)
        }
    }

    /// Today's and tomorrow's hours after `now`, in order.
    private static func coming(
        _ readers: DigestReaders, after now: Date, _ calendar: LocalCalendar
    ) throws -> [(at: Date, readers: Int)] {
        let today = calendar.date(at: now)
        return try [today, today.adding(days: 1)].flatMap { date in
            try DigestReaders.Cohort.all(on: date).flatMap { cohort in
                try readers.countByMinute(cohort).map { minute, readers in
                    (at: calendar.instant(date, LocalTime(minute: minute)), readers: readers)
                }
            }
        }.filter { $0.at > now }.sorted { $0.at < $1.at }
    }
}
