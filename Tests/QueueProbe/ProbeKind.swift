import Foundation
import JobQueue

/// The kinds of jobs that the probe knows. Each kind has a queue of its own name.
enum ProbeKind: String, CaseIterable {
    /// Completes at once and leaves no trace but its state.
    case noop
    /// Leaves a line in the ``WorkFile`` and a row in `proof`, as all that follow do.
    case write
    /// Fails `times` attempts (for ever when not said), then completes.
    case fail
    /// Ends in `discarded` at its first attempt.
    case discard
    /// Snoozes `times` times (once when not said) for `seconds` (60), then completes.
    case snooze
    /// Dies of `signal`, or of a Swift trap when that is not said, at its first `times` attempts (for ever).
    case crash
    /// Keeps its lane busy for `seconds`, or until the process stops.
    case spin
    /// Carries out `order` on the job of `key` in the commit that completes it.
    case order
    /// Is asked to be cancelled while it runs, and fails then.
    case regret

    /// The `args` of a job: what is not given has the default of its kind.
    struct Arguments: Decodable {
        var times: Int?
        var seconds: Double?
        var signal: Int32?
        var order: ProbeOrder?
        var key: String?
    }

    /// Retries come after a minute sharp.
    var kind: JobKind {
        var retry = RetryPolicy()
        retry.first = .seconds(60)
        retry.longest = .seconds(60)
        retry.jitter = 0
        return JobKind(name: rawValue, queue: rawValue, maxAttempts: 20, retry: retry)
    }
}
