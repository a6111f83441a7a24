import Foundation
import GRDB
import JobQueue

/// Writes the proof of jobs that end without a worker.
struct ProbeLifecycle: JobLifecycle {
    let kind: JobKind

    /// What a worker ends it proves itself: it ends with this reason, or with the words of the queue below.
    static let byWorker = "as told"

    func gaveUp(_ job: Job, _ loss: JobLoss, now: Date, in db: Database) throws {
        guard ![Self.byWorker, "cancelled while it ran"].contains(loss.reason) else { return }
        try Proof(job: job, worker: "queue", state: loss.state, at: now).insert(db)
    }
}
