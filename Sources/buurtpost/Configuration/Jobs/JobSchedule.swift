/// When a job recurs (`schedule` in its `job.yaml`).
struct JobSchedule: Equatable, Sendable {
    /// Which of the occurrences that were missed while the daemon stood still are made up for.
    enum CatchUp: String, CaseIterable, Sendable {
        /// The last one only.
        case latest
        /// Each of them, the oldest first.
        case all
        /// None: the next one is the first.
        case none
    }

    /// The time between two occurrences, in real time, 1 minute to 31 days. The default is 5 minutes.
    private(set) var every = Duration.seconds(300)
    /// The default is `latest`.
    private(set) var catchUp = CatchUp.latest
    /// An occurrence that is older is skipped whatever ``catchUp`` says, 1 minute to 31 days. The default is
    /// 4 hours.
    private(set) var maxAge = Duration.seconds(4 * 3600)
    /// The hours in which occurrences run. The default is none: all day.
    private(set) var hours: AllowedHours?

    init(_ section: Section) {
        let range = Duration.seconds(60) ... .seconds(31 * 86_400)
        section.read("every", into: &every, as: .duration(range))
        section.read("catch_up", into: &catchUp, as: .choice)
        section.read("max_age", into: &maxAge, as: .duration(range))
        section.read("hours", into: &hours, as: .hours)
        section.refuse("cron", .cron)
    }
}

extension Complaint {
    fileprivate static let cron = Complaint(
        "is not supported yet; it comes in a later version",
        remedy: "use every, and hours for the part of the day")
}
