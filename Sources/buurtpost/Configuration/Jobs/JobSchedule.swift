import Foundation
import JobQueue
import Model

/// When a job recurs (`schedule` in its `job.yaml`).
struct JobSchedule: Equatable, Sendable {
    /// `every`, 1 minute to 31 days of real time, or `cron`, not both. The default is every 5 minutes.
    private(set) var rule = ScheduleRule.every(.seconds(300))
    /// The clock of `cron` and ``hours``. The default is nil: that of the platform.
    private(set) var timeZone: TimeZone?
    /// Which of the occurrences that were missed while the daemon stood still are made up for. The default is
    /// `latest`.
    private(set) var catchUp = CatchUp.latest
    /// An occurrence that is older is skipped whatever ``catchUp`` says, 1 minute to 31 days. The default is
    /// 4 hours.
    private(set) var maxAge = Duration.seconds(4 * 3600)
    /// The hours in which occurrences run. The default is none: all day.
    private(set) var hours: AllowedHours?
    /// What becomes of an occurrence while the former job has not ended. The default is `skip`.
    private(set) var overlap = Overlap.skip
    /// How much later than the occurrence its job may be due, 0 seconds to 24 hours, less than `every`. The default
    /// is none.
    private(set) var jitter = Duration.zero

    /// The interval; nil when the rule is a cron expression.
    var every: Duration? { if case .every(let interval) = rule { interval } else { nil } }

    init(_ section: Section) {
        readRule(section)
        section.read("timezone", into: &timeZone, as: .timeZone)
        section.read("catch_up", into: &catchUp, as: .choice)
        section.read("max_age", into: &maxAge, as: .duration(Self.lengths))
        section.read("hours", into: &hours, as: .hours)
        section.read("overlap", into: &overlap, as: .choice)
        section.read("jitter", into: &jitter, as: .duration(.zero ... .seconds(86_400)))
        checkTogether(section)
    }

    private static let lengths = Duration.seconds(60) ... .seconds(31 * 86_400)

    private mutating func readRule(_ section: Section) {
        var (every, cron) = (Duration?.none, CronExpression?.none)
        section.read("every", into: &every, as: .duration(Self.lengths))
        section.read("cron", into: &cron, as: .cron)
        if every != nil, cron != nil { section.report(.both, about: "cron") }
        if let every { rule = .every(every) }
        if let cron { rule = .cron(cron) }
    }

    /// What each key may be, and both together may not.
    private func checkTogether(_ section: Section) {
        if case .cron(let expression) = rule, let hours, !expression.hasTimes(in: hours) {
            section.report(.neverInHours, about: "hours")
        }
        if let every, jitter >= every { section.report(.tooMuchJitter, about: "jitter") }
    }
}

extension Rule where Value == CronExpression {
    /// Five fields as in cron(5), or a short form such as `@daily`.
    static var cron: Rule {
        Rule { text throws(Complaint) in
            do throws(InvalidCronExpression) {
                return try CronExpression(text)
            } catch {
                throw Complaint(
                    "is \(quotation(text)): \(quotation(error.text)) at character \(error.column) "
                        + error.reason, remedy: error.remedy)
            }
        }
    }
}

extension Complaint {
    fileprivate static let both = Complaint(
        "is given beside every", remedy: "keep one of the two")
    fileprivate static let neverInHours = Complaint(
        "leave out every time of cron, so that it would never run",
        remedy: "write hours that hold one of its times")
    fileprivate static let tooMuchJitter = Complaint(
        "is not less than every", remedy: "write a shorter time")
}
