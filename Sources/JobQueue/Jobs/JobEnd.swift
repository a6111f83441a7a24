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
    /// Somebody asked for it to be cancelled, and the worker stopped in the middle.
    case cancelled(reason: String)
}

/// Why a job ended without having done its work.
public enum JobLoss: Equatable, Sendable {
    /// Its time was over before it was done.
    case expired
    /// The last attempt failed.
    case failed(error: String)
    /// Trying again cannot help, said its worker; or an operator gave it up.
    case discarded(reason: String)
    /// Somebody asked for it.
    case cancelled(reason: String)
    /// The process died of it again and again.
    case quarantined(crashes: Int)

    /// For the row and the log; holds no private text.
    public var reason: String {
        switch self {
        case .expired: "expired"
        case .failed(let text), .discarded(let text), .cancelled(let text): text
        case .quarantined(let crashes): "quarantined: the process died of it \(crashes) times"
        }
    }

    /// The state that the job is in now.
    public var state: JobState {
        if case .cancelled = self { .cancelled } else { .discarded }
    }
}
