/// How long records are kept (`retention` in the file). What is older is erased.
struct RetentionSettings: Equatable, Sendable {
    /// Letters that were sent or tried: who got what, and late bounces. 30 to 3650 days. The default is 365 days.
    private(set) var letters = Duration.seconds(365 * 86_400)
    /// The why-log: readers who were considered and got nothing. 1 to 365 days. The default is 30 days.
    private(set) var skippedLetters = Duration.seconds(30 * 86_400)
    /// Jobs that were completed or cancelled. 1 hour to 365 days. The default is 24 hours.
    private(set) var finishedJobs = Duration.seconds(86_400)
    /// Jobs that were discarded, to be looked at and retried. 1 to 365 days. The default is 7 days.
    private(set) var discardedJobs = Duration.seconds(7 * 86_400)

    init(_ section: Section) {
        let (hour, day, year) = (Duration.seconds(3600), Duration.seconds(86_400), 365)
        section.read("letters", into: &letters, as: .duration(day * 30...day * 3650))
        section.read("skipped_letters", into: &skippedLetters, as: .duration(day...day * year))
        section.read("finished_jobs", into: &finishedJobs, as: .duration(hour...day * year))
        section.read("discarded_jobs", into: &discardedJobs, as: .duration(day...day * year))
    }
}
