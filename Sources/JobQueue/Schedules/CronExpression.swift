import Model

/// When something recurs by the clock on the wall, in the five fields of cron(5): minute, hour, day of the month,
/// month, day of the week.
///
/// A field is `*`, a number, a name (`jan`, `mon`; upper and lower case are the same), a range `a-b`, a step `*/n` or
/// `a-b/n`, or a list of those with commas. Sunday is 0 and 7. When both day fields are restricted, which means that
/// neither begins with `*`, a day fits that fits **either**; otherwise it has to fit both. `@hourly`, `@daily`,
/// `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually` are short for expressions.
///
/// When the clock changes: a time that is skipped runs once, right after the gap; a time that comes twice runs the
/// first time. An expression whose hour is `*` or `*/n` means intervals, so it goes by what the clock shows: in the
/// hour that comes twice it runs both times, for a skipped hour nothing extra (the rule of Debian's cron).
public struct CronExpression: Equatable, Sendable {
    /// As it was written.
    public let text: String
    let minute: CronField
    let hour: CronField
    let day: CronField
    let month: CronField
    let weekday: CronField
    /// The minutes after 00:00 at which it runs on a day that fits, from the earliest.
    let minutesOfDay: [Int]

    /// Reads an expression.
    ///
    /// - Throws: ``InvalidCronExpression``, also for one that no day ever fits, such as 30 February.
    public init(_ text: String) throws(InvalidCronExpression) {
        let fields = try Self.fields(of: text)
        self.text = text
        minute = try CronField(fields[0], as: .minute)
        hour = try CronField(fields[1], as: .hour)
        day = try CronField(fields[2], as: .day)
        month = try CronField(fields[3], as: .month)
        weekday = try CronField(fields[4], as: .weekday)
        let minutes = minute.numbers
        minutesOfDay = hour.numbers.flatMap { hour in minutes.map { hour * 60 + $0 } }
        guard hasDays else {
            throw fields[2].error(
                "never comes in month \(month.text)", "write a day that the month has")
        }
    }

    /// Whether it runs on some time of `hours`.
    public func hasTimes(in hours: AllowedHours) -> Bool {
        minutesOfDay.contains { hours.contains(LocalTime(minute: $0)) }
    }

    // MARK: Reading

    private static let macros = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
        "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
        "@annually": "0 0 1 1 *",
    ]

    private static func fields(of text: String) throws(InvalidCronExpression) -> [CronWord] {
        let words = CronWord.words(of: text)
        if words.count == 1, words[0].text.first == "@" { return try expanded(words[0]) }
        guard words.count == CronFieldKind.allCases.count else {
            let whole = CronWord(text: text, column: words.count > 5 ? words[5].column : 1)
            throw whole.error(
                "has \(words.count) fields",
                "write five: minute, hour, day of the month, month, day of the week")
        }
        return words
    }

    private static func expanded(_ macro: CronWord) throws(InvalidCronExpression) -> [CronWord] {
        guard let expression = macros[macro.text.lowercased()] else {
            throw macro.error(
                "is no short form",
                "write five fields or one of \(macros.keys.sorted().joined(separator: ", "))")
        }
        return CronWord.words(of: expression)
    }

    /// Only days of the month can be missing, and only while the day of the week does not come to help: both have to
    /// fit, and every date of the calendar falls on every day of the week sooner or later.
    private var hasDays: Bool {
        guard day.beginsWithStar || weekday.beginsWithStar, let first = day.numbers.first else {
            return true
        }
        return month.numbers.contains { first <= Self.longestMonth($0) }
    }

    private static func longestMonth(_ month: Int) -> Int {
        month == 2 ? 29 : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    // MARK: Days

    /// Whether it runs on that day.
    func matches(_ date: LocalDate) -> Bool {
        guard month.contains(date.month) else { return false }
        let (byDay, byWeekday) = (day.contains(date.day), weekday.contains(date.weekday % 7))
        let needsBoth = day.beginsWithStar || weekday.beginsWithStar
        return needsBoth ? byDay && byWeekday : byDay || byWeekday
    }

    /// Whether the clock on the wall showing `time` on `date` is one of its times.
    func matches(_ date: LocalDate, _ time: LocalTime) -> Bool {
        matches(date) && matches(time)
    }

    private func matches(_ time: LocalTime) -> Bool {
        hour.contains(time.minute / 60) && minute.contains(time.minute % 60)
    }
}
