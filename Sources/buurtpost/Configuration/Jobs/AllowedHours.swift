import JobQueue
import Model

extension Rule where Value == AllowedHours {
    /// Two times of the schedule's clock with `-` between them; a second one that is earlier is of the next day.
    static var hours: Rule {
        Rule { text throws(Complaint) in
            let times = text.split(separator: "-", omittingEmptySubsequences: false)
            guard times.count == 2, let from = LocalTime(times[0]), let until = LocalTime(times[1]),
                let hours = AllowedHours(from: from, until: until)
            else {
                throw Complaint(
                    "is \(quotation(text))",
                    remedy: "write two different times, such as \"07:00-21:30\" or \"22:00-06:00\"")
            }
            return hours
        }
    }
}

extension Rule where Value == AllowedHours? {
    /// The same, or `none`.
    static var hoursOrNone: Rule {
        Rule { text throws(Complaint) in
            guard text != "none" else { return nil }
            do throws(Complaint) {
                return try Rule<AllowedHours>.hours.read(text)
            } catch {
                throw Complaint(error.what, remedy: "\(error.remedy), or none")
            }
        }
    }
}
