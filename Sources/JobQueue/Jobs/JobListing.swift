public import Foundation
import GRDB
import Model

/// One job as a list shows it; ``JobRecord`` has everything.
public struct JobListing: Codable, Equatable, Sendable {
    public let id: Int64
    public let kind: String
    public let queue: String
    public let state: JobState
    public let priority: Int
    public let attempt: Int
    /// nil before the intake.
    public let maxAttempts: Int?
    /// The JSON object as text.
    public let args: String
    public let scheduledAt: Date
    public let expiresAt: Date?
    public let createdAt: Date
    public let finalizedAt: Date?
    /// The newest error; nil when there is none.
    public let lastError: String?
}

/// How many jobs of a queue are in a state.
public struct QueueCount: Codable, Equatable, Sendable {
    public let queue: String
    public let state: JobState
    public let count: Int
}

extension JobTable {
    /// The jobs that fit `filter`, the newest first.
    public func list(_ filter: JobFilter) throws -> [JobListing] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, kind, queue, state, priority, attempt, max_attempts, args, scheduled_at,
                    expires_at, created_at, finalized_at, CAST(errors ->> '$[#-1].error' AS TEXT)
                FROM job WHERE \(filter.condition) ORDER BY id DESC LIMIT :limit
                """,
            arguments: filter.arguments + ["limit": filter.limit]
        ).map(JobListing.init(row:))
    }

    /// How many jobs fit `filter`, whatever its limit.
    public func count(_ filter: JobFilter) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM job WHERE \(filter.condition)",
            arguments: filter.arguments) ?? 0
    }

    /// The ids that fit `filter` after `id`, the lowest first: to walk over many jobs a slice at a time. What changes
    /// between two calls is neither met twice nor walked past.
    ///
    /// - Parameter limit: How many at most; that of the filter does not matter.
    public func ids(_ filter: JobFilter, after id: Int64, limit: Int) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM job WHERE \(filter.condition) AND id > :after ORDER BY id LIMIT :slice
                """,
            arguments: filter.arguments + ["after": id, "slice": limit])
    }

    /// The highest id of a job in the table; 0 when there is none.
    public func lastID() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(id) FROM job") ?? 0
    }

    /// How many jobs each queue has in which state, by name.
    public func counts() throws -> [QueueCount] {
        try Row.fetchAll(
            db, sql: "SELECT queue, state, count(*) FROM job GROUP BY 1, 2 ORDER BY 1, 2"
        ).map { QueueCount(queue: $0[0], state: JobState(rawValue: $0[1])!, count: $0[2]) }
    }
}

extension JobListing {
    init(row: Row) {
        func date(_ index: Int) -> Date? {
            (row[index] as Int64?).map(Date.init(unixMilliseconds:))
        }
        id = row[0]
        kind = row[1]
        queue = row[2]
        // The CHECK of the table allows nothing else.
        state = JobState(rawValue: row[3])!
        priority = row[4]
        attempt = row[5]
        maxAttempts = row[6]
        args = row[7]
        scheduledAt = Date(unixMilliseconds: row[8])
        expiresAt = date(9)
        createdAt = Date(unixMilliseconds: row[10])
        finalizedAt = date(11)
        lastError = row[12]
    }
}
