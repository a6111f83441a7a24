import Foundation
import GRDB
import JobQueue
import Model

/// One run of the planner: goes through the readers slice by slice.
struct DigestRound {
    let pens: DigestPens
    let context: JobContext
    private(set) var report = DigestPlanReport()
    /// So many readers are one transaction: about 5 ms.
    private static let slice = 100

    init(pens: DigestPens, context: JobContext) {
        self.pens = pens
        self.context = context
    }

    /// Writes what the readers of a window get, or that it is too late for them.
    ///
    /// - Returns: Whether the window was gone through to its end; false when the daemon stops.
    mutating func deal(with window: DigestWindow) throws -> Bool {
        for cohort in DigestReaders.Cohort.all(on: window.date) {
            if window.isWeeklyOnly && cohort == .daily { continue }
            let (pens, date) = (pens, window.date)
            if let minutes = window.due {
                let isDone = try go(through: minutes, of: cohort, on: date) { reader, db in
                    try pens.plan(reader, on: date, in: db)
                }
                guard isDone else { return false }
            }
            if let minutes = window.tooLate {
                let log = pens.log(of: date)
                let isDone = try go(through: minutes, of: cohort, on: date) { reader, db in
                    try log.skipAsTooLate(reader, in: db)
                }
                guard isDone else { return false }
            }
        }
        return true
    }

    /// Wakes the mail after each slice, so that the first letters leave while the last are planned.
    private mutating func go(
        through minutes: ClosedRange<Int>, of cohort: DigestReaders.Cohort, on date: LocalDate,
        _ write: @escaping @Sendable (DigestReader, Database) throws -> Bool
    ) throws -> Bool {
        var place = DigestReaders.Position()
        while !context.isStopping() {
            let from = place
            let slice = try context.ticks.write { db in
                let readers = try DigestReaders(db: db).waiting(
                    cohort, on: date, minutes: minutes, after: from, limit: Self.slice)
                var report = DigestPlanReport()
                for reader in readers { report.count(try write(reader, db)) }
                return (last: readers.last, report: report)
            }
            note(slice.report)
            guard let last = slice.last else { return true }
            place = DigestReaders.Position(minute: last.minute, resident: last.resident)
        }
        return false
    }

    private mutating func note(_ slice: DigestPlanReport) {
        report.add(slice)
        if slice.planned > 0 { context.wake() }
    }
}

extension DigestRound {
    /// Deals with those who joined or chose another hour or rhythm, where their hour lies in a time that was dealt with.
    ///
    /// - Returns: As ``deal(with:)``.
    mutating func dealWithChanged(plannedUntil: Date) throws -> Bool {
        while !context.isStopping() {
            let pens = pens
            let slice = try context.ticks.write { db in
                let changed = try DigestReaders(db: db).changed(limit: Self.slice)
                var report = DigestPlanReport()
                for id in changed {
                    try Self.deal(withChanged: id, plannedUntil, pens, &report, db)
                }
                return (isLast: changed.isEmpty, report: report)
            }
            note(slice.report)
            if slice.isLast { return true }
        }
        return false
    }

    private static func deal(
        withChanged id: Int64, _ plannedUntil: Date, _ pens: DigestPens,
        _ report: inout DigestPlanReport, _ db: Database
    ) throws {
        try DigestReaders(db: db).forgetChange(of: id)
        guard let reader = try DigestReaders(db: db).find(id) else { return }
        let today = pens.calendar.date(at: pens.now)
        for date in (-1...1).map({ today.adding(days: $0) }) where reader.reads(on: date) {
            let hour = pens.log(of: date).hour(of: reader)
            guard hour <= plannedUntil, try !reader.hasLetter(on: date, in: db) else { continue }
            let rule = LatenessRule(longest: pens.settings.lateness)
            if rule.deadline(of: hour, on: date, pens.calendar) >= pens.now {
                report.count(try pens.plan(reader, on: date, in: db))
            } else if date == today {
                report.count(try pens.log(of: date).skipAsTooLate(reader, in: db))
            }
        }
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

    /// Counts a reader who was considered.
    mutating func count(_ isPlanned: Bool) {
        if isPlanned { planned += 1 } else { skipped += 1 }
    }

    var json: String { "{\"planned\":\(planned),\"skipped\":\(skipped)}" }
}
