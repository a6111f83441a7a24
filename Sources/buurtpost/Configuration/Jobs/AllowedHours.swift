import Model

/// The part of the day in which a schedule may run, such as `07:00-21:30`.
struct AllowedHours: Equatable, Sendable, CustomStringConvertible {
    /// The first minute it may run.
    let from: LocalTime
    /// The minute from which on it may not run any more; later than ``from``.
    let until: LocalTime

    /// From the first minute to the last; ``until`` itself is not among them.
    var minutes: ClosedRange<LocalTime> { from...LocalTime(minute: until.minute - 1) }

    /// As the configuration writes it.
    var description: String { "\(from)-\(until)" }
}

extension Rule where Value == AllowedHours {
    /// Two times of the platform's clock with `-` between them, the first one earlier: no hours over midnight.
    static var hours: Rule {
        Rule { text throws(Complaint) in
            let times = text.split(separator: "-", omittingEmptySubsequences: false)
            guard times.count == 2, let from = LocalTime(times[0]), let until = LocalTime(times[1]),
                from < until
            else {
                throw Complaint(
                    "is \(quotation(text))",
                    remedy:
                        "write two times of one day, the earlier one first, such as \"07:00-21:30\""
                )
            }
            return AllowedHours(from: from, until: until)
        }
    }
}
