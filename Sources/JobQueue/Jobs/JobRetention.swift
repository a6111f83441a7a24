/// How long finished jobs, and the occurrences they came from, stay to be looked at and run again.
public struct JobRetention: Equatable, Sendable {
    /// Completed and cancelled ones. The default is 24 hours.
    public var finished: Duration = .seconds(86_400)
    /// Discarded ones. The default is 7 days.
    public var discarded: Duration = .seconds(7 * 86_400)
    /// What became of the occurrences of schedules. The default is 30 days.
    public var occurrences: Duration = .seconds(30 * 86_400)

    public init() {}

    func duration(of state: JobState) -> Duration {
        state == .discarded ? discarded : finished
    }
}
