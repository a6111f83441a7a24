public import Foundation
import GRDB
import Model

/// The intake: gives rows that others inserted what their kind decides.
extension JobTable {
    /// How many rows of each sort one call deals with at most: the transaction stays short.
    static let intakeSlice = 500

    /// Takes in rows of the inbox, and of queues that no kind owns.
    ///
    /// - A known kind gets the queue, attempts and expiry of its kind where the row does not say its own. A row whose
    ///   `scheduled_at` was left to the default is due at `now`.
    /// - An unknown kind is held for 24 hours, visibly, then discarded with the reason.
    ///
    /// - Parameters:
    ///   - strangers: The queues with waiting jobs that belong to nobody.
    /// - Returns: Whether rows may be left; call again in the next transaction.
    public func intake(kinds: [String: JobKind], strangers: [WaitingQueue], now: Date) throws
        -> Bool
    {
        let moved = try moveToInbox(strangers)
        let arrived = try arrivals()
        for row in arrived {
            let id: Int64 = row[0]
            let name: String = row[1]
            if let kind = kinds[name] {
                try take(in: id, as: kind, now: now)
            } else {
                try hold(id, kind: name, now: now)
            }
        }
        let discarded = try discardHeld(now: now)
        return [moved, arrived.count, discarded].contains(Self.intakeSlice)
    }

    /// Looks at held rows again: those whose kind is known now go back to the inbox. Done at start.
    public func releaseHeld(kinds: [String: JobKind], now: Date) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET queue = 'inbox', state = 'available', scheduled_at = :now
                WHERE \(Self.claimable) AND queue = 'held' AND kind = :kind
                """)
        for name in kinds.keys.sorted() {
            try statement.execute(arguments: ["now": now.unixMilliseconds, "kind": name])
        }
    }

    /// The queues in which a job waits, due or not. Steps through the index from one queue to the next.
    public func waitingQueues() throws -> [WaitingQueue] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    WITH RECURSIVE q (name) AS (
                        SELECT min(queue) FROM job WHERE \(Self.claimable)
                        UNION ALL
                        SELECT (SELECT min(queue) FROM job WHERE \(Self.claimable) AND queue > q.name)
                        FROM q WHERE q.name IS NOT NULL)
                    SELECT CAST(name AS BLOB) FROM q WHERE name IS NOT NULL
                    """)
        ).map { WaitingQueue(octets: $0[0]) }
    }

    /// - Returns: How many rows were moved.
    private func moveToInbox(_ strangers: [WaitingQueue]) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET queue = 'inbox' WHERE id IN (SELECT id FROM job
                    WHERE \(Self.claimable) AND queue = CAST(? AS TEXT) LIMIT ?)
                """)
        var moved = 0
        for queue in strangers where queue.name != Self.inbox && queue.name != Self.held {
            guard moved < Self.intakeSlice else { break }
            try statement.execute(arguments: [queue.octets, Self.intakeSlice - moved])
            moved += db.changesCount
        }
        return moved
    }

    private func arrivals() throws -> [Row] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, kind FROM job WHERE \(Self.claimable) AND queue = 'inbox' LIMIT \(Self.intakeSlice)
                    """))
    }

    /// Both defaults of a row are made by one statement, so they are equal exactly when neither was said.
    private func take(in id: Int64, as kind: JobKind, now: Date) throws {
        try db.cachedStatement(
            sql: """
                UPDATE job SET queue = :queue, max_attempts = coalesce(max_attempts, :attempts),
                    scheduled_at = CASE WHEN scheduled_at = created_at THEN :now ELSE scheduled_at END,
                    expires_at = coalesce(expires_at, min(99999999999999, :lifetime
                        + CASE WHEN scheduled_at = created_at THEN :now ELSE scheduled_at END))
                WHERE id = :id
                """
        ).execute(arguments: [
            "queue": kind.queue, "attempts": kind.maxAttempts, "now": now.unixMilliseconds,
            "lifetime": kind.lifetime?.milliseconds, "id": id,
        ])
    }

    private func hold(_ id: Int64, kind: String, now: Date) throws {
        let until = now.unixMilliseconds + Self.patienceForUnknownKinds.milliseconds
        try db.cachedStatement(
            sql: """
                UPDATE job SET queue = 'held', state = 'scheduled', scheduled_at = :until,
                    errors = json_insert(errors, '$[#]', json_object('at', :now, 'error', :reason))
                WHERE id = :id
                """
        ).execute(arguments: [
            "until": until, "now": now.unixMilliseconds, "id": id,
            "reason": "unknown kind '\(kind)': held for 24 hours in case an upgrade brings it",
        ])
    }

    /// - Returns: How many rows were discarded.
    private func discardHeld(now: Date) throws -> Int {
        try db.cachedStatement(
            sql: """
                UPDATE job SET state = 'discarded', finalized_at = :now,
                    errors = json_insert(errors, '$[#]', json_object('at', :now, 'error', 'unknown kind'))
                WHERE id IN (SELECT id FROM job
                    WHERE \(Self.claimable) AND queue = 'held' AND priority IN (0, 1, 2, 3)
                        AND scheduled_at <= :now LIMIT \(Self.intakeSlice))
                """
        ).execute(arguments: ["now": now.unixMilliseconds])
        return db.changesCount
    }
}
