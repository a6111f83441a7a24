import Foundation
import Model

/// Decides which occurrences of a schedule run now, which are skipped and why, and when to look again. Pure.
struct DueOccurrences: Equatable {
    /// Occurrences to enqueue, oldest first.
    var enqueued: [Date] = []
    var skipped: [SkippedOccurrences] = []
    /// The first occurrence after `now`.
    var next: Date

    /// More missed occurrences than this are not run, whatever the rule says.
    static let mostAtOnce = 1000

    /// - Parameters:
    ///   - nextAt: The first occurrence not yet dealt with.
    init(of schedule: Schedule, nextAt: Date, now: Date, calendar: LocalCalendar) {
        switch schedule.rule {
        case .every(let interval):
            let step = interval.seconds
            // The clock was set back by more than an interval: do not wait for the old future.
            let first = nextAt.timeIntervalSince(now) > step ? now : nextAt
            guard first <= now else {
                next = first
                return
            }
            let missed = Int((now.timeIntervalSince(first) / step).rounded(.down))
            next = first.addingTimeInterval(Double(missed + 1) * step)
            let due = (0...missed).suffix(Self.mostAtOnce)
                .map { first.addingTimeInterval(Double($0) * step) }
            if missed >= Self.mostAtOnce {
                skip(
                    from: first, to: due[0].addingTimeInterval(-step),
                    count: missed + 1 - due.count, "too many were missed")
            }
            sort(due, of: schedule, now: now, calendar: calendar)
        }
    }

    private mutating func sort(
        _ due: [Date], of schedule: Schedule, now: Date, calendar: LocalCalendar
    ) {
        for occurrence in due {
            if let reason = reasonToSkip(
                occurrence, isLast: occurrence == due.last, of: schedule, now: now,
                calendar: calendar)
            {
                skip(from: occurrence, to: occurrence, count: 1, reason)
            } else {
                enqueued.append(occurrence)
            }
        }
    }

    private func reasonToSkip(
        _ occurrence: Date, isLast: Bool, of schedule: Schedule, now: Date,
        calendar: LocalCalendar
    ) -> String? {
        let age = now.timeIntervalSince(occurrence)
        if let hours = schedule.hours, !hours.contains(calendar.time(at: occurrence)) {
            return "outside its hours"
        }
        if age > schedule.maxAge.seconds { return "missed, and older than its maximum age" }
        switch schedule.catchUp {
        case .all: return nil
        case .latest: return isLast ? nil : "missed, a later one runs"
        case .none: return age > Self.onTime ? "missed" : nil
        }
    }

    /// How late an occurrence may be and still be on time, in seconds.
    private static let onTime = 60.0

    /// Neighbours with the same reason are one record.
    private mutating func skip(from first: Date, to last: Date, count: Int, _ reason: String) {
        if let former = skipped.last, former.reason == reason {
            skipped[skipped.count - 1].last = last
            skipped[skipped.count - 1].count += count
        } else {
            skipped.append(
                SkippedOccurrences(first: first, last: last, count: count, reason: reason))
        }
    }
}

/// A run of occurrences that were skipped for one reason.
struct SkippedOccurrences: Equatable {
    var first: Date
    var last: Date
    var count: Int
    let reason: String
}
