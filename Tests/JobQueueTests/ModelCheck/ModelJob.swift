import Foundation
import JobQueue

/// One row of the job table as the model sees it: every column that a transition may touch. Times are Unix
/// milliseconds.
struct ModelJob: Equatable {
    var id: Int64 = 0
    var kind: String
    var args = "{}"
    var queue: String
    var state = JobState.available
    var priority = 2
    var attempt = 0
    var maxAttempts: Int?
    var crashes = 0
    var cancelRequestedAt: Int64?
    var scheduledAt: Int64
    var expiresAt: Int64?
    var uniqueKey: String?
    var leaseEndsAt: Int64?
    var worker: String?
    var startedAt: Int64?
    var finalizedAt: Int64?
    var createdAt: Int64
    var scheduledFor: Int64?
    var result: String?
    var errorCount = 0
    var lastError: String?

    /// Whether its state may be claimed once its time has come.
    var isWaiting: Bool {
        switch state {
        case .available, .scheduled, .retryable: true
        case .running, .completed, .cancelled, .discarded: false
        }
    }

    func isDue(_ now: Int64) -> Bool { isWaiting && scheduledAt <= now }

    /// What a claim tells the worker of it.
    var claimed: ClaimedJob {
        ClaimedJob(
            id: id, kind: kind, queue: queue, args: args, priority: priority, attempt: attempt,
            maxAttempts: maxAttempts ?? 1, expiresAt: expiresAt, scheduledFor: scheduledFor)
    }

    /// The last ten errors are kept.
    mutating func note(_ error: String?) {
        guard let error else { return }
        if errorCount < 10 { errorCount += 1 }
        lastError = error
    }

    mutating func end(as final: JobState, because reason: String? = nil, now: Int64) {
        note(reason)
        state = final
        finalizedAt = now
        leave()
    }

    /// An operator wants it now: one that waits comes first, one that was given up begins its life again.
    mutating func runNow(_ now: Int64) {
        if state.isFinal {
            (attempt, crashes, scheduledAt) = (0, 0, now)
            (finalizedAt, cancelRequestedAt, startedAt) = (nil, nil, nil)
            if let end = expiresAt, end < now { expiresAt = nil }
        }
        scheduledAt = min(scheduledAt, now)
        state = .available
        if queue == JobTable.held { queue = JobTable.inbox }
    }

    /// Takes it from its worker as if the attempt had never been.
    mutating func undoClaim() {
        state = .available
        attempt = max(attempt - 1, 0)
        startedAt = nil
        leave()
    }

    mutating func leave() {
        worker = nil
        leaseEndsAt = nil
    }
}

/// What a claim hands to a worker.
struct ClaimedJob: Equatable {
    let id: Int64
    let kind: String
    let queue: String
    let args: String
    let priority: Int
    let attempt: Int
    let maxAttempts: Int
    let expiresAt: Int64?
    let scheduledFor: Int64?
}
