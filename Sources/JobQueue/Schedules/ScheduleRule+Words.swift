import Model

/// A rule as people say it.
extension ScheduleRule {
    /// Such as `every 5 minutes`, or `at 06:30, on Monday to Friday`.
    public var words: String {
        switch self {
        case .every(let interval): "every \(Self.words(interval.milliseconds))"
        case .cron(let expression): expression.words
        }
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000),
        ("millisecond", 1),
    ]

    /// In the longest unit that divides it.
    private static func words(_ milliseconds: Int64) -> String {
        let unit = units.first { milliseconds % $0.milliseconds == 0 } ?? ("millisecond", 1)
        let count = milliseconds / unit.milliseconds
        return count == 1 ? unit.name : "\(count) \(unit.name)s"
    }
}

extension CronExpression {
    /// Times first, then the days where not every day fits.
    var words: String {
        ([timeWords] + dayWords + monthWords).joined(separator: ", ")
    }

    /// So many times are told one by one.
    private static let fewTimes = 6

    private var timeWords: String {
        if !hour.isWildcard, minutesOfDay.count <= Self.fewTimes {
            let times = minutesOfDay.map { "\(LocalTime(minute: $0))" }
            return "at \(times.joined(separator: ", "))"
        }
        return hour.text == "*" ? minuteWords : "\(minuteWords) of the hours \(hour.text)"
    }

    private var minuteWords: String {
        switch minute.text {
        case "*": return "every minute"
        case let text where minute.isWildcard && 60 % (Int(text.dropFirst(2)) ?? 7) == 0:
            return "every \(text.dropFirst(2)) minutes"
        case let text where minute.numbers.count == 1: return "at minute \(text)"
        case let text: return "at the minutes \(text)"
        }
    }

    private var dayWords: [String] {
        let days = day.text == "*" ? nil : "on day \(day.text) of the month"
        let weekdays = weekday.text == "*" ? nil : "on \(names(of: weekday, .weekday))"
        guard let days, let weekdays else { return [days ?? weekdays].compactMap { $0 } }
        let needsBoth = day.beginsWithStar || weekday.beginsWithStar
        return ["\(days) \(needsBoth ? "if it is" : "or") \(weekdays)"]
    }

    private var monthWords: [String] {
        month.text == "*" ? [] : ["in \(names(of: month, .month))"]
    }

    /// Neighbours as ranges; a week begins with Monday.
    private func names(of field: CronField, _ kind: CronFieldKind) -> String {
        let numbers = kind == .weekday ? Array(1...6) + [0] : Array(kind.numbers)
        let runs = numbers.split { !field.contains($0) }
        let names = runs.flatMap { run in
            run.count > 2
                ? ["\(kind.longName(run.first!)) to \(kind.longName(run.last!))"]
                : run.map(kind.longName)
        }
        return names.joined(separator: ", ")
    }
}

extension CronFieldKind {
    private static let longNames: [CronFieldKind: [String]] = [
        .month: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ],
        .weekday: [
            "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
        ],
    ]

    fileprivate func longName(_ number: Int) -> String {
        Self.longNames[self]?[number - numbers.lowerBound] ?? "\(number)"
    }
}
