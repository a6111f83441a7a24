import GRDB
import Model

/// A job that somebody should look at: it failed, was given up, or is held because nobody here knows its
/// kind.
public struct JobTrouble: Equatable, Sendable {
    public let job: JobListing
    /// How often the process died over it.
    public let crashes: Int

    /// Whether the process died over it so often that it was set aside.
    public var isQuarantined: Bool { job.state == .discarded && crashes >= Rescue.mostCrashes }
    /// Whether it waits for an upgrade that knows its kind.
    public var isHeld: Bool { job.queue == JobTable.held && !job.state.isFinal }
}

/// How many jobs somebody should look at.
public struct JobTroubleCounts: Equatable, Sendable {
    /// They failed and are tried again.
    public let retryable: Int
    public let held: Int
    /// Given up, quarantined ones included.
    public let discarded: Int
    public let quarantined: Int
}

extension JobTable {
    /// The jobs that failed, are held or were given up; the newest first.
    ///
    /// Reads the partial indexes: jobs that are completed cost nothing.
    ///
    /// - Parameter limit: How many at most, 1 or more.
    public func troubles(limit: Int) throws -> [JobTrouble] {
        let found = try [Self.waitingTroubles, Self.finishedTroubles].flatMap { condition in
            try Row.fetchAll(
                db,
                sql: """
                    \(Self.finishedKinds)
                    SELECT \(Self.troubleColumns) FROM \(condition) ORDER BY id DESC LIMIT ?
                    """, arguments: [limit])
        }
        return found.map { JobTrouble(job: JobListing(row: $0), crashes: $0[13]) }
            .sorted { $0.job.id > $1.job.id }.prefix(limit).map(\.self)
    }

    /// How many there are, at the same price.
    public func troubleCounts() throws -> JobTroubleCounts {
        let waiting = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) FILTER (WHERE state = 'retryable'),
                    count(*) FILTER (WHERE queue = '\(Self.held)') FROM \(Self.waitingTroubles)
                """)
        let finished = try Row.fetchOne(
            db,
            sql: """
                \(Self.finishedKinds)
                SELECT count(*), count(*) FILTER (WHERE crashes >= \(Rescue.mostCrashes))
                FROM \(Self.finishedTroubles)
                """)
        return JobTroubleCounts(
            retryable: waiting?[0] ?? 0, held: waiting?[1] ?? 0, discarded: finished?[0] ?? 0,
            quarantined: finished?[1] ?? 0)
    }

    private static let troubleColumns = """
        id, job.kind, queue, state, priority, attempt, max_attempts, args, scheduled_at,
        expires_at, created_at, finalized_at, CAST(errors ->> '$[#-1].error' AS TEXT), crashes
        """

    private static let waitingTroubles = """
        job INDEXED BY job_claimable
        WHERE \(claimable) AND (state = 'retryable' OR queue = '\(held)')
        """

    private static let finishedTroubles = """
        finished CROSS JOIN job INDEXED BY job_finished ON job.kind = finished.kind
        WHERE state = 'discarded' AND finalized_at IS NOT NULL
        """

    /// The kinds that have finished jobs, one seek each (<https://wiki.postgresql.org/wiki/Loose_indexscan>
    /// shows the idea).
    private static let finishedKinds = """
        WITH RECURSIVE finished (kind) AS (
            SELECT min(kind) FROM job WHERE finalized_at IS NOT NULL
            UNION ALL
            SELECT (SELECT min(kind) FROM job
                WHERE finalized_at IS NOT NULL AND kind > finished.kind)
            FROM finished WHERE finished.kind IS NOT NULL)
        """
}
