public import Foundation
public import GRDB
import Model

/// The tables `queue` and `kind`. Lives as long as the transaction it was made in.
///
/// Rows of `queue` come when somebody sets something; a queue exists as soon as a job names it.
public struct QueueTable {
    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    // MARK: What the operator says

    /// Lets nothing of `name` and of its branches (`name/…`) begin any more. What runs goes on. Survives restarts; a second
    /// call changes the reason only, and without a reason (an empty one) nothing.
    public func pause(_ name: String, because reason: String, now: Date) throws {
        try add(name)
        try db.execute(
            sql: """
                UPDATE queue SET paused_at = coalesce(paused_at, ?1),
                    paused_because = coalesce(nullif(?2, ''), paused_because)
                WHERE name = ?3
                """, arguments: [now.unixMilliseconds, reason, name])
    }

    /// Opens `name` again.
    ///
    /// - Returns: Whether it was paused.
    @discardableResult
    public func resume(_ name: String) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE queue SET paused_at = NULL, paused_because = ''
                WHERE name = ? AND paused_at IS NOT NULL
                """, arguments: [name])
        return db.changesCount == 1
    }

    /// Limits how many jobs of `name` begin in a second; nil takes the limit away. What was spent stays spent.
    public func limit(_ name: String, to rate: RateLimit?) throws {
        try add(name)
        try db.execute(
            sql: "UPDATE queue SET rate = ?, burst = ? WHERE name = ?",
            arguments: [rate?.perSecond, rate?.burst ?? 1, name])
    }

    /// Limits how many jobs of `name` run side by side, 1...200; nil is as many as it has lanes.
    public func limit(_ name: String, lanes: Int?) throws {
        try add(name)
        try db.execute(
            sql: "UPDATE queue SET lanes = ? WHERE name = ?", arguments: [lanes, name])
    }

    /// Limits how many jobs of `name` may wait; nil takes the limit away. From then on enqueueing more is refused, to a
    /// plain INSERT too, until a tenth is done.
    ///
    /// The daemon counts from time to time: a burst may go over the limit.
    public func limit(_ name: String, capacity: Int?) throws {
        try add(name)
        try db.execute(
            sql: """
                UPDATE queue SET capacity = ?1, full_at = CASE WHEN ?1 IS NULL THEN NULL ELSE full_at END
                WHERE name = ?2
                """, arguments: [capacity, name])
    }

    private func add(_ name: String) throws {
        try db.execute(
            sql: "INSERT INTO queue (name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
    }

    // MARK: What the lanes ask

    /// What is set for `name`; nil when nothing is.
    public func find(_ name: String) throws -> QueueSettings? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Self.columns) FROM queue WHERE name = ?"),
            arguments: [name]
        ).map(QueueSettings.init(row:))
    }

    /// All queues for which something is set, by name.
    public func all() throws -> [QueueSettings] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT \(Self.columns) FROM queue ORDER BY name")
        ).map(QueueSettings.init(row:))
    }

    /// Why nothing of `name` begins; nil when it is not paused, nor the queue that it is a branch of.
    func pause(of name: String) throws -> String? {
        for queue in [Self.root(of: name), name].compactMap(\.self) {
            if let settings = try find(queue), settings.pausedAt != nil {
                return settings.pausedBecause.isEmpty
                    ? "paused" : "paused: \(settings.pausedBecause)"
            }
        }
        return nil
    }

    /// How long until the rate of `name` lets one more job begin; nil when it has none.
    func wait(of name: String, now: Date) throws -> Duration? {
        guard let settings = try find(name) else { return nil }
        return settings.limit?.wait(spentUntil: settings.spentUntil, now: now)
    }

    /// How many of `ahead` jobs of `name` may be claimed now.
    ///
    /// - Parameter now: By a clock that nobody sets (``WallClock/steady``).
    /// - Returns: The settings to ``spend(_:of:now:)`` from; nil when none are set.
    func permit(_ name: String, ahead: Int, now: Date) throws -> (
        count: Int, settings: QueueSettings?
    ) {
        if try pause(of: name) != nil { return (0, nil) }
        guard let settings = try find(name) else { return (ahead, nil) }
        guard let limit = settings.limit else { return (ahead, settings) }
        return (limit.grant(ahead, spentUntil: settings.spentUntil, now: now), settings)
    }

    /// The queue that `name` is a branch of; nil when it is none.
    static func root(of name: String) -> String? {
        name.firstIndex(of: "/").map { String(name[..<$0]) }
    }

    /// Writes down that `count` jobs begin.
    func spend(_ count: Int, of settings: QueueSettings, now: Date) throws {
        guard count > 0, let limit = settings.limit else { return }
        let until = limit.spend(count, spentUntil: settings.spentUntil, now: now)
        try db.cachedStatement(sql: "UPDATE queue SET spent_until = ? WHERE name = ?")
            .execute(arguments: [until.unixMilliseconds, settings.name])
    }

    private static let columns =
        "name, paused_at, paused_because, rate, burst, lanes, capacity, full_at, spent_until"

    // MARK: What the dispatcher notices

    /// Counts what waits in the queues that have a capacity, and opens or closes them for producers.
    ///
    /// A queue that is full has room again when a tenth is gone: it does not flutter.
    func noticeFullness(now: Date) throws {
        for settings in try all() {
            guard let capacity = settings.capacity else { continue }
            let isFull = settings.fullAt != nil
            let bound = isFull ? min(capacity, capacity - capacity / 10 + 1) : capacity
            let reaches = try waits(atLeast: bound, in: settings.name)
            if reaches != isFull { try setFull(settings.name, at: reaches ? now : nil) }
        }
    }

    private func waits(atLeast count: Int, in queue: String) throws -> Bool {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM job WHERE \(JobTable.claimable) AND queue = ? LIMIT ?)
                    """), arguments: [queue, count]) == count
    }

    private func setFull(_ name: String, at time: Date?) throws {
        try db.execute(
            sql: "UPDATE queue SET full_at = ? WHERE name = ?",
            arguments: [time?.unixMilliseconds, name])
    }

    /// Writes down which kinds this installation knows and where they run.
    func know(_ kinds: some Collection<JobKind>) throws {
        try db.execute(sql: "DELETE FROM kind")
        for kind in kinds {
            try db.execute(
                sql: "INSERT INTO kind (name, queue) VALUES (?, ?)",
                arguments: [kind.name, kind.queue])
        }
    }

    /// The kinds that the daemon knew when it started last, by name, with their queues.
    public func kinds() throws -> [String: String] {
        let rows = try Row.fetchAll(db, sql: "SELECT name, queue FROM kind")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}

extension QueueSettings {
    init(row: Row) {
        func date(_ index: Int) -> Date? {
            (row[index] as Int64?).map(Date.init(unixMilliseconds:))
        }
        name = row[0]
        pausedAt = date(1)
        pausedBecause = row[2]
        ratePerSecond = row[3]
        burst = row[4]
        lanes = row[5]
        capacity = row[6]
        fullAt = date(7)
        spentUntil = date(8)
    }
}
