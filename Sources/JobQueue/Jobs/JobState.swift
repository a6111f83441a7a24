/// Where a job is in its life. docs/job-states.md draws the transitions.
public enum JobState: String, CaseIterable, Sendable, Codable {
    /// May be claimed once `scheduled_at` has come.
    case available
    /// May be claimed once `scheduled_at` has come; somebody put it there on purpose.
    case scheduled
    /// Claimed by a worker until its lease ends.
    case running
    /// Failed, and will be tried again once `scheduled_at` has come.
    case retryable
    case completed
    case cancelled
    /// Given up, with the reason in `errors`.
    case discarded

    /// Whether nothing more happens to the job by itself.
    public var isFinal: Bool {
        switch self {
        case .completed, .cancelled, .discarded: true
        case .available, .scheduled, .running, .retryable: false
        }
    }
}
