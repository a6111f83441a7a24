import Model

/// A day with its places in the month, the year and the week, counted from both ends as RRULE counts.
struct CalendarDay {
    /// A place in a row, counted from the front (1, 2, …) and from the back (-1, -2, …).
    struct Place {
        let front: Int
        let back: Int

        /// The place at `index` (from 0) of `count`.
        init(_ index: Int, of count: Int) {
            front = index + 1
            back = index - count
        }

        func isAmong(_ places: [Int]) -> Bool { places.contains(front) || places.contains(back) }
    }

    /// Days since 1970-01-01.
    let number: Int
    let date: LocalDate

    init(_ number: Int) {
        self.number = number
        self.date = LocalDate(daysSince1970: number)
    }

    /// ISO 8601: Monday is 1.
    var weekday: Int { Self.weekday(number) }

    var inMonth: Place {
        Place(date.day - 1, of: Self.month(ofYear: date.year, date.month).count)
    }

    var inYear: Place {
        let year = Self.year(date.year)
        return Place(number - year.lowerBound, of: year.count)
    }

    /// Which of its weekday it is in the month, such as the second Tuesday.
    var weekdayInMonth: Place {
        Self.weekdayPlace(number, in: Self.month(ofYear: date.year, date.month))
    }

    /// Which of its weekday it is in the year.
    var weekdayInYear: Place { Self.weekdayPlace(number, in: Self.year(date.year)) }

    /// The week of the year, where week 1 is the first with four days in the year (RFC 5545 §3.3.10,
    /// BYWEEKNO); near New Year that may be a week of the year before or after.
    func week(startingOn first: Int) -> Place {
        let week = Self.startOfWeek(number, startingOn: first)
        let year = LocalDate(daysSince1970: week + 3).year
        let weekOne = Self.firstWeek(of: year, startingOn: first)
        let next = Self.firstWeek(of: year + 1, startingOn: first)
        return Place((week - weekOne) / 7, of: (next - weekOne) / 7)
    }

    /// The day a week begins on that holds `day`.
    static func startOfWeek(_ day: Int, startingOn first: Int) -> Int {
        day - (weekday(day) - first + 7) % 7
    }

    /// The days of a month; `month` counts on from 1 and may leave the year.
    static func month(ofYear year: Int, _ month: Int) -> Range<Int> {
        firstOfMonth(year * 12 + month - 1)..<firstOfMonth(year * 12 + month)
    }

    /// The days of a year.
    static func year(_ year: Int) -> Range<Int> {
        firstOfMonth(year * 12)..<firstOfMonth(year * 12 + 12)
    }

    /// The first day of a month counted from January of the year 0.
    private static func firstOfMonth(_ index: Int) -> Int {
        LocalDate(year: index / 12, month: index % 12 + 1, day: 1).daysSince1970
    }

    /// 1970-01-01 was a Thursday.
    private static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

    private static func firstWeek(of year: Int, startingOn first: Int) -> Int {
        startOfWeek(firstOfMonth(year * 12) + 3, startingOn: first)
    }

    private static func weekdayPlace(_ day: Int, in days: Range<Int>) -> Place {
        let before = (day - days.lowerBound) / 7
        let after = (days.upperBound - 1 - day) / 7
        return Place(before, of: before + after + 1)
    }
}
