import Model

/// The starts that a rule gives, in wall time.
///
/// The rule is walked period by period (days, weeks, months or years, each `interval` apart) from the period
/// in which the asked window begins, so a daily series of ten years costs as much today as on its first
/// day. In each period the days that fit are taken, at the rule's times, and BYSETPOS picks among them.
///
/// Work is bounded: a call looks at each day of the window once, and a period more at either end. libical's
/// iterator was tried and measured: 18 µs a step, and a rule that never matches keeps it busy for 0.7 to
/// 11 s inside one call that cannot be stopped, such as MONTHLY;BYDAY=6MO.
struct Recurrence {
    let rule: RecurrenceRule
    /// DTSTART. Always an occurrence, whether it fits the rule or not, and the first that COUNT counts.
    let start: WallTime
    /// The last moment at which an occurrence may start, nil for a series without end.
    var until: WallTime?

    /// How long after DTSTART the rule's first start is looked for.
    static let searchYears = 100

    private let times: [Int]

    init(rule: RecurrenceRule, start: WallTime, until: WallTime? = nil) {
        self.rule = rule
        self.start = start
        self.until = until
        self.times = Self.times(rule, start)
    }

    /// The starts from `first` to `last`, both included, rising. COUNT is not looked at: ``start(number:)``.
    func starts(from first: WallTime, through last: WallTime) -> [WallTime] {
        let end = min(last, until ?? last)
        var starts = start >= first && start <= end ? [start] : []
        walk(from: max(first, start), through: end) { match in
            if match > start { starts.append(match) }
            return true
        }
        return starts
    }

    /// Whether the rule itself gives any start within ``searchYears`` years of DTSTART.
    var hasMatch: Bool {
        var found = false
        walk(from: start, through: searchEnd) { _ in
            found = true
            return false
        }
        return found
    }

    /// The start with this number (1 is DTSTART), or the last one within ``searchYears`` years.
    func start(number: Int) -> WallTime {
        var (current, seen) = (start, 1)
        walk(from: start, through: searchEnd) { match in
            if match > start, seen < number { (current, seen) = (match, seen + 1) }
            return seen < number
        }
        return current
    }

    private var searchEnd: WallTime {
        let end = WallTime(day: start.day + Self.searchYears * 366, second: 0)
        return min(end, until ?? end)
    }

    /// Calls `visit` with each match in the window, rising, until it answers false.
    private func walk(from first: WallTime, through last: WallTime, visit: (WallTime) -> Bool) {
        var index = period(holding: first.day)
        while true {
            let days = days(ofPeriod: index)
            if days.lowerBound > last.day { return }
            for match in matches(in: days) where match >= first && match <= last {
                if !visit(match) { return }
            }
            index += 1
        }
    }

    private func matches(in days: Range<Int>) -> [WallTime] {
        let all = days.lazy.map(CalendarDay.init(_:)).filter(fits(_:)).flatMap { day in
            times.map { WallTime(day: day.number, second: $0) }
        }
        let matches = Array(all)
        if rule.positions.isEmpty { return matches }
        return matches.indices.filter {
            CalendarDay.Place($0, of: matches.count).isAmong(rule.positions)
        }.map { matches[$0] }
    }
}

// MARK: - Periods

extension Recurrence {
    /// The number of the last period that begins on or before `day`, 0 for DTSTART's.
    private func period(holding day: Int) -> Int {
        let (first, wanted) = (unit(of: start.day), unit(of: day))
        return max(0, (wanted - first) / rule.interval)
    }

    /// Days, weeks, months or years since a fixed one.
    private func unit(of day: Int) -> Int {
        switch rule.frequency {
        case .daily: return day
        case .weekly:
            return (CalendarDay.startOfWeek(day, startingOn: rule.weekStart) - firstWeek) / 7
        case .monthly:
            let date = LocalDate(daysSince1970: day)
            return date.year * 12 + date.month - 1
        case .yearly: return LocalDate(daysSince1970: day).year
        }
    }

    private func days(ofPeriod index: Int) -> Range<Int> {
        let unit = unit(of: start.day) + index * rule.interval
        switch rule.frequency {
        case .daily: return unit..<unit + 1
        case .weekly: return firstWeek + unit * 7..<firstWeek + unit * 7 + 7
        case .monthly: return CalendarDay.month(ofYear: unit / 12, unit % 12 + 1)
        case .yearly: return CalendarDay.year(unit)
        }
    }

    private var firstWeek: Int {
        CalendarDay.startOfWeek(start.day, startingOn: rule.weekStart)
    }
}

// MARK: - Days and times

extension Recurrence {
    /// Whether the rule's parts for days all allow `day`; what the rule leaves open comes from DTSTART.
    private func fits(_ day: CalendarDay) -> Bool {
        (rule.months.isEmpty || rule.months.contains(day.date.month))
            && (rule.monthDays.isEmpty || day.inMonth.isAmong(rule.monthDays))
            && (rule.yearDays.isEmpty || day.inYear.isAmong(rule.yearDays))
            && (rule.weekdays.isEmpty || rule.weekdays.contains { fits(day, $0) })
            && (rule.weekNumbers.isEmpty
                || day.week(startingOn: rule.weekStart).isAmong(rule.weekNumbers))
            && (namesDays || fitsDefault(day))
    }

    private func fits(_ day: CalendarDay, _ weekday: RecurrenceRule.Weekday) -> Bool {
        guard day.weekday == weekday.day else { return false }
        if weekday.ordinal == 0 { return true }
        let countsInMonth = rule.frequency == .monthly || !rule.months.isEmpty
        let place = countsInMonth ? day.weekdayInMonth : day.weekdayInYear
        return place.isAmong([weekday.ordinal])
    }

    private var namesDays: Bool {
        !(rule.monthDays.isEmpty && rule.yearDays.isEmpty && rule.weekdays.isEmpty)
    }

    /// RFC 5545 §3.3.10: a rule that names no day means DTSTART's.
    private func fitsDefault(_ day: CalendarDay) -> Bool {
        let first = CalendarDay(start.day)
        switch rule.frequency {
        case .daily: return true
        case .weekly: return day.weekday == first.weekday
        case .monthly: return day.date.day == first.date.day
        case .yearly where !rule.weekNumbers.isEmpty: return day.weekday == first.weekday
        case .yearly:
            let isMonth = !rule.months.isEmpty || day.date.month == first.date.month
            return isMonth && day.date.day == first.date.day
        }
    }

    /// The seconds of the day at which occurrences start, rising.
    private static func times(_ rule: RecurrenceRule, _ start: WallTime) -> [Int] {
        let hours = rule.hours.isEmpty ? [start.second / 3600] : rule.hours
        let minutes = rule.minutes.isEmpty ? [start.second / 60 % 60] : rule.minutes
        let seconds = rule.seconds.isEmpty ? [start.second % 60] : rule.seconds
        return hours.flatMap { hour in
            minutes.flatMap { minute in seconds.map { hour * 3600 + minute * 60 + $0 } }
        }
    }
}
