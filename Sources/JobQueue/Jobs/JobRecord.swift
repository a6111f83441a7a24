public import Foundation
import GRDB
import Model

/// Everything that the table knows of one job.
public struct JobRecord: Codable, Equatable, Sendable {
    public let id: Int64
    public var kind: String
    public var queue: String
    public var state: JobState
    /// 0 is first, 3 is last.
    public var priority: Int
    /// How often it was begun; what was given back does not count.
    public var attempt: Int
    /// nil before the intake.
    public var maxAttempts: Int?
    /// How often the process died of it while it ran alone.
    public var crashes: Int
    /// The JSON object as text.
    public var args: String
    public var tags: [String]
    public var uniqueKey: String?
    public var createdAt: Date
    public var scheduledAt: Date
    /// The occurrence that a schedule meant; nil when no schedule made it.
    public var scheduledFor: Date?
    public var expiresAt: Date?
    /// When the work of its last attempt began; nil when it is claimed only, or was never begun.
    public var startedAt: Date?
    public var finalizedAt: Date?
    /// The name of who holds it; nil unless it is running.
    public var worker: String?
    public var leaseEndsAt: Date?
    public var cancelRequestedAt: Date?
    /// How far it is, in its own words.
    public var progress: String?
    /// JSON as text.
    public var result: String?
    /// The last ten, the newest at the end.
    public var errors: [JobFault]
}

/// One entry of the error history of a job. Other programs may write entries that lack something.
public struct JobFault: Codable, Equatable, Sendable {
    public let at: Date?
    public let attempt: Int?
    public let error: String

    public init(at: Date? = nil, attempt: Int? = nil, error: String) {
        self.at = at
        self.attempt = attempt
        self.error = error
    }
}

extension JobTable {
    /// Everything about one job; nil when there is none with this id (any more).
    public func record(_ id: Int64) throws -> JobRecord? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM job WHERE id = ?"), arguments: [id]
        ).map(JobRecord.init(row:))
    }
}

extension JobRecord {
    init(row: Row) {
        func date(_ column: String) -> Date? {
            (row[column] as Int64?).map(Date.init(unixMilliseconds:))
        }
        id = row["id"]
        kind = row["kind"]
        queue = row["queue"]
        // The CHECK of the table allows nothing else.
        state = JobState(rawValue: row["state"])!
        priority = row["priority"]
        attempt = row["attempt"]
        maxAttempts = row["max_attempts"]
        crashes = row["crashes"]
        args = row["args"]
        tags = Self.elements(of: row["tags"]).map(Self.text)
        uniqueKey = row["unique_key"]
        createdAt = Date(unixMilliseconds: row["created_at"])
        scheduledAt = Date(unixMilliseconds: row["scheduled_at"])
        scheduledFor = date("scheduled_for")
        expiresAt = date("expires_at")
        startedAt = date("started_at")
        finalizedAt = date("finalized_at")
        worker = row["worker"]
        leaseEndsAt = date("lease_ends_at")
        cancelRequestedAt = date("cancel_requested_at")
        progress = row["progress"]
        result = row["result"]
        errors = Self.elements(of: row["errors"]).map(JobFault.init(element:))
    }

    /// The CHECKs of the table see to it that it is a JSON array.
    private static func elements(of array: String) -> [Any] {
        (try? JSONSerialization.jsonObject(with: Data(array.utf8))) as? [Any] ?? []
    }

    fileprivate static func text(_ element: Any) -> String {
        element as? String ?? "\(element)"
    }
}

extension JobFault {
    fileprivate init(element: Any) {
        guard let entry = element as? [String: Any], let error = entry["error"] else {
            self.init(error: JobRecord.text(element))
            return
        }
        let at = (entry["at"] as? NSNumber)?.int64Value
        self.init(
            at: at.map(Date.init(unixMilliseconds:)), attempt: entry["attempt"] as? Int,
            error: JobRecord.text(error))
    }
}
