/// What an RRULE says (RFC 5545 §3.3.10), as far as a neighbourhood's agenda needs it: each rule here gives
/// at most ``timesLimit`` starts a day and is cheap to look for.
///
/// It is read by ourselves because libical 3.0.16 lets wrong ones pass: `INTERVAL=70000` becomes 4464,
/// BYSETPOS is ignored in weekly rules, BYMONTHDAY=-1 never matches in daily ones.
struct RecurrenceRule: Equatable {
    enum Frequency: String {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// One entry of BYDAY: `WE`, or `2WE` and `-1WE` for the second and the last Wednesday.
    struct Weekday: Equatable {
        /// 0 for each one.
        let ordinal: Int
        /// ISO 8601: Monday is 1.
        let day: Int
    }

    /// The most starts of one day, BYHOUR × BYMINUTE × BYSECOND.
    static let timesLimit = 24
    /// The greatest COUNT.
    static let countLimit = 20_000
    /// The greatest INTERVAL.
    static let intervalLimit = 10_000

    let frequency: Frequency
    /// 1...``intervalLimit``. The default is 1.
    let interval: Int
    /// 1...``countLimit``, or nil.
    let count: Int?
    /// The text of UNTIL, or nil. Its meaning depends on DTSTART: ``EventTimesReader``.
    let until: String?
    /// The day a week begins on, Monday is 1. The default is Monday.
    let weekStart: Int
    let months: [Int]
    let weekNumbers: [Int]
    let yearDays: [Int]
    let monthDays: [Int]
    let weekdays: [Weekday]
    let hours: [Int]
    let minutes: [Int]
    let seconds: [Int]
    let positions: [Int]
    /// The rule's text without COUNT and UNTIL.
    let pattern: String

    /// Whether the rule sets a time of day, which a whole day does not have.
    var setsTimes: Bool { !(hours.isEmpty && minutes.isEmpty && seconds.isEmpty) }

    /// Reads the value of an RRULE, in capitals or not.
    ///
    /// - Throws: ``RecurrenceRuleParts/Fault`` with the offset of the part that is wrong.
    init(_ text: String) throws(RecurrenceRuleParts.Fault) {
        let parts = try RecurrenceRuleParts(text)
        frequency = try parts.frequency()
        interval = try parts.number("INTERVAL", in: 1...Self.intervalLimit) ?? 1
        count = try parts.number("COUNT", in: 1...Self.countLimit)
        until = parts["UNTIL"]
        weekStart = try parts.weekStart()
        months = try parts.numbers("BYMONTH", in: 1...12)
        weekNumbers = try parts.numbers("BYWEEKNO", in: -53...53)
        yearDays = try parts.numbers("BYYEARDAY", in: -366...366)
        monthDays = try parts.numbers("BYMONTHDAY", in: -31...31)
        weekdays = try parts.weekdays()
        hours = try parts.numbers("BYHOUR", in: 0...23)
        minutes = try parts.numbers("BYMINUTE", in: 0...59)
        seconds = try parts.numbers("BYSECOND", in: 0...59)
        positions = try parts.numbers("BYSETPOS", in: -366...366)
        pattern = parts.pattern
        try check(parts)
    }

    /// What may not stand together: the notes under the table of RFC 5545 §3.3.10.
    private func check(_ parts: RecurrenceRuleParts) throws(RecurrenceRuleParts.Fault) {
        if count != nil, until != nil {
            throw parts.fault("COUNT", "A rule has COUNT or UNTIL, not both. Remove one.")
        }
        let times = max(1, hours.count) * max(1, minutes.count) * max(1, seconds.count)
        if times > Self.timesLimit {
            throw parts.fault(
                "BYMINUTE", "At most \(Self.timesLimit) times a day are read. Make several events.")
        }
        if frequency != .yearly {
            for name in ["BYWEEKNO", "BYYEARDAY"] where parts[name] != nil {
                throw parts.fault(name, "\(name) goes with FREQ=YEARLY only.")
            }
        }
        if frequency == .weekly, !monthDays.isEmpty {
            throw parts.fault("BYMONTHDAY", "BYMONTHDAY does not go with FREQ=WEEKLY.")
        }
        let ordinalsCount = frequency == .monthly || (frequency == .yearly && weekNumbers.isEmpty)
        if !ordinalsCount, weekdays.contains(where: { $0.ordinal != 0 }) {
            throw parts.fault(
                "BYDAY", "A number before a weekday needs FREQ=MONTHLY, or YEARLY without BYWEEKNO."
            )
        }
    }
}
