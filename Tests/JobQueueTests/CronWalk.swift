import BuurtpostTestKit
import Foundation
import Model

@testable import JobQueue

/// Finds occurrences the slow way: looks at the clock on the wall at every minute.
struct MinuteWalk {
    private let calendar: LocalCalendar

    init(_ calendar: LocalCalendar) { self.calendar = calendar }

    /// After `start`, at `end` or before it. `start` is a whole minute.
    func occurrences(of expression: CronExpression, after start: Date, through end: Date) -> [Date]
    {
        // From a day before, to know what the clock has shown already.
        var former = wall(start - 86_400)
        var shown: Set<Int> = []
        var found: [Date] = []
        for instant in stride(from: start - 86_340, through: end, by: 60) {
            let now = wall(instant)
            var minutes = [now]
            // The clock jumped: what it skipped counts here.
            if now > former + 1, !expression.hour.isWildcard { minutes += Array(former + 1..<now) }
            let isNew = expression.hour.isWildcard || !shown.contains(now)
            let fits = minutes.contains { matches(expression, $0) && ($0 != now || isNew) }
            if instant > start, fits { found.append(instant) }
            shown.insert(now)
            former = now
        }
        return found
    }

    /// Minutes since 1970 on the clock on the wall.
    private func wall(_ instant: Date) -> Int {
        calendar.date(at: instant).daysSince1970 * 1440 + calendar.time(at: instant).minute
    }

    private func matches(_ expression: CronExpression, _ wall: Int) -> Bool {
        expression.matches(
            LocalDate(daysSince1970: wall / 1440), LocalTime(minute: wall % 1440))
    }
}

/// Random expressions that fall on something within two days, and times around changes of the clock.
enum RandomCron {
    static func text(_ random: inout SplitMix64) -> String {
        let minute = random.pick(["0", "*/15", "30", "5-50/9", "0,15,30,45", "*/7", "59"])
        let hour = random.pick([
            "*", "*/2", "*/5", "2", "0-23", "1-3", "0,23", "23", "0", "2,3", "22-23",
        ])
        let day = random.pick(["*", "*", "*/2", "1-20", "28,29"])
        let weekday = random.pick(["*", "*", "sat,sun", "mon-fri", "0"])
        return "\(minute) \(hour) \(day) * \(weekday)"
    }

    /// A whole minute: in every second round less than a day and a half before a change of the clock.
    static func start(round: Int, _ calendar: LocalCalendar, _ random: inout SplitMix64) throws
        -> Date
    {
        let any = Date.at("2026-01-01T00:00:00Z") + Double(random.number(0...525_600) * 60)
        guard round.isMultiple(of: 2),
            let change = calendar.zone.nextDaylightSavingTimeTransition(after: any)
        else { return any }
        return change - Double(random.number(0...2_160) * 60)
    }
}
