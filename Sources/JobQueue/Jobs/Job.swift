public import Foundation
import GRDB
import Model

/// A claimed job, as a worker sees it.
public struct Job: Equatable, Sendable {
    public let id: Int64
    public let kind: String
    public let queue: String
    /// A JSON object.
    public let args: String
    /// 0 is first, 3 is last.
    public let priority: Int
    /// 1 for the first try. With the worker's name it is the fence: only this attempt may finish the job.
    public let attempt: Int
    /// At which attempt a failure is final.
    public let maxAttempts: Int
    /// When its work has lost its sense; nil is never.
    public let expiresAt: Date?
    /// The occurrence that a schedule meant, which may lie before the time at which it runs.
    public let scheduledFor: Date?

    /// In the order of ``init(row:)``.
    static let columns = """
        id, kind, queue, args, priority, attempt, coalesce(max_attempts, 1), expires_at, scheduled_for, scheduled_at, \
        cancel_requested_at IS NOT NULL, max_attempts IS NOT NULL
        """

    /// What the claim sorts by; not of interest to a worker.
    let scheduledAt: Int64
    /// Whether somebody asked for it to be cancelled before it was claimed.
    let isCancelRequested: Bool
    /// Whether the intake has seen it; a row that was inserted past the inbox lacks what its kind decides.
    let isTakenIn: Bool

    init(row: Row) {
        id = row[0]
        kind = row[1]
        queue = row[2]
        args = row[3]
        priority = row[4]
        attempt = row[5]
        maxAttempts = row[6]
        expiresAt = (row[7] as Int64?).map(Date.init(unixMilliseconds:))
        scheduledFor = (row[8] as Int64?).map(Date.init(unixMilliseconds:))
        scheduledAt = row[9]
        isCancelRequested = row[10]
        isTakenIn = row[11]
    }

    /// Decodes ``args``.
    public func arguments<T: Decodable>(_ type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: Data(args.utf8))
    }
}
