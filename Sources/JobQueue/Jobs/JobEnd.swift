public import Foundation

/// How a worker ends an attempt.
public enum JobEnd: Equatable, Sendable {
    /// Done. `result` is JSON or nil.
    case completed(result: String? = nil)
    /// It failed: another attempt after the kind's wait, or the end when attempts are used up.
    case failed(error: String)
    /// Not now: again at `until`, and this was no attempt.
    case snoozed(until: Date, reason: String)
    /// Trying again cannot help.
    case discarded(reason: String)
}
