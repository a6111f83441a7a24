import Foundation
import GRDB
public import JobQueue
import Mail
public import Model
import Neighbourhood

/// The job `digest`: decides who gets a digest now and what is in it, and writes the letters down.
///
/// Runs every few minutes; most runs find nobody. A run that is cut off is simply done again: a letter that is
/// written down is never written twice.
public struct DigestPlanner: JobHandler {
    /// Where the job runs: one lane, so that one plan is made at a time.
    public static let queue = "digest"

    public let kind = JobKind(
        name: "digest", queue: queue, maxAttempts: 5, lifetime: .seconds(4 * 3600))

    private let settings: DigestSettings
    private let questions: QuestionList
    private let calendar: LocalCalendar
    private let ratePerSecond: Double
    /// So many readers are one transaction: about 5 ms.
    private static let slice = 100

    /// - Parameter ratePerSecond: How many letters the relay is sent in a second at most; nil is without limit.
    public init(
        settings: DigestSettings, questions: QuestionList, calendar: LocalCalendar,
        ratePerSecond: Double? = nil
    ) {
        self.ratePerSecond = ratePerSecond ?? .infinity
        self.settings = settings
        self.questions = questions
        self.calendar = calendar
    }

    public func run(_ job: Job, in context: JobContext) throws -> JobEnd {
        let now = context.clock.now()
        var plan = DigestPlanReport()
        for window in try windows(now, context) {
            guard try deal(with: window, now, context, &plan) else {
                return .snoozed(until: now, reason: "the daemon stops")
            }
        }
        try context.ticks.write { db in try DigestReaders(db: db).setLookedAt(now) }
        return .completed(result: plan.json)
    }

    private func windows(_ now: Date, _ context: JobContext) throws -> [DigestWindow] {
        let (settings, calendar, limit) = (settings, calendar, ratePerSecond)
        return try context.ticks.write { db in
            let readers = DigestReaders(db: db)
            let horizon = LeadTime.horizon(
                now: now,
                coming: Self.coming(try readers.countByMinute(), after: now, calendar),
                perSecond: min(try DeliveryRate(db).perSecond(), limit),
                minimum: settings.minimumLead)
            return DigestWindow.all(
                now: now, lookedAt: try readers.lookedAt(), horizon: horizon,
                lateness: settings.lateness, calendar: calendar)
        }
    }

    /// Today's and tomorrow's hours after `now`, in order.
    private static func coming(
        _ counts: [Int: Int], after now: Date, _ calendar: LocalCalendar
    ) -> [(at: Date, readers: Int)] {
        let today = calendar.date(at: now)
        return [today, today.adding(days: 1)].flatMap { date in
            counts.sorted { $0.key < $1.key }.map { minute, readers in
                (at: calendar.instant(date, LocalTime(minute: minute)), readers: readers)
            }
        }.filter { $0.at > now }
    }

    /// - Returns: Whether the window was gone through to its end.
    private func deal(
        with window: DigestWindow, _ now: Date, _ context: JobContext,
        _ plan: inout DigestPlanReport
    ) throws -> Bool {
        if let minutes = window.due, try isAwaited(minutes, of: window.date, now, context) {
            let news = try news(on: window.date, now, context)
            let pen = DigestPen(
                news: news, settings: settings, calendar: calendar, now: now)
            guard try go(through: minutes, of: window.date, now, context, &plan, pen.plan) else {
                return false
            }
        }
        guard let minutes = window.tooLate else { return true }
        let pen = DigestPen(
            news: DigestNews(date: window.date, revision: 0), settings: settings,
            calendar: calendar, now: now)
        return try go(through: minutes, of: window.date, now, context, &plan, pen.skipAsTooLate)
    }

    /// Whether anybody is left to plan for. Mostly nobody is, and then the day's agenda need not be read.
    private func isAwaited(
        _ minutes: ClosedRange<Int>, of date: LocalDate, _ now: Date, _ context: JobContext
    ) throws -> Bool {
        try context.ticks.write { db in
            try !DigestReaders(db: db).waiting(
                on: date, minutes: minutes, after: DigestReaders.Place(), limit: 1, now: now
            ).isEmpty
        }
    }

    private func news(on date: LocalDate, _ now: Date, _ context: JobContext) throws -> DigestNews {
        let (settings, questions, calendar) = (settings, questions, calendar)
        return try context.ticks.write { db in
            try Post.announceDue(now: now, in: db)
            return try DigestNews(
                on: date, now: now, settings: settings, questions: questions, calendar: calendar,
                in: db)
        }
    }

    /// Writes slice by slice; wakes the mail after each, so that the first letters leave while the last are planned.
    private func go(
        through minutes: ClosedRange<Int>, of date: LocalDate, _ now: Date, _ context: JobContext,
        _ plan: inout DigestPlanReport,
        _ write: @escaping @Sendable (DigestReaders.Reader, Database) throws -> Bool
    ) throws -> Bool {
        var place = DigestReaders.Place()
        while !context.isStopping() {
            let from = place
            let slice = try context.ticks.write { db in
                let readers = try DigestReaders(db: db).waiting(
                    on: date, minutes: minutes, after: from, limit: Self.slice, now: now)
                var report = DigestPlanReport()
                for reader in readers {
                    if try write(reader, db) { report.planned += 1 } else { report.skipped += 1 }
                }
                return (last: readers.last, report: report)
            }
            plan.add(slice.report)
            guard let last = slice.last else { return true }
            if slice.report.planned > 0 { context.wake() }
            place = DigestReaders.Place(minute: last.minute, resident: last.resident)
        }
        return false
    }
}

/// What a plan came to: the job's result.
struct DigestPlanReport: Equatable, Sendable {
    var planned = 0
    var skipped = 0

    mutating func add(_ other: DigestPlanReport) {
        planned += other.planned
        skipped += other.skipped
    }

    var json: String { "{\"planned\":\(planned),\"skipped\":\(skipped)}" }
}
