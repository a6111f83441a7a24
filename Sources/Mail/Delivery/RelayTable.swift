import Foundation
import GRDB
import Model

/// The table `relay`: what each relay has shown of itself, so that a restart goes on from there.
struct RelayTable {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }

    /// A row.
    struct Entry: Equatable, Sendable {
        var health = RelayHealth()
        /// Until when its rate is used up; nil when it was never spent.
        var spentUntil: Date?
        /// After it refused by rate; nil when it has not of late.
        var learned: LearnedRate?
        /// What it answered last when it did not let a letter in; nil when it never did.
        var reply: String?
        var repliedAt: Date?
    }

    /// All of them by name; a relay that never failed and has no rate has no row.
    func all() throws -> [String: Entry] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT name, failures, paused_at, probe_at, refuses_all, reason, spent_until,
                    learned, learned_at, reply, replied_at
                FROM relay
                """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Entry(row: $0)) })
    }

    func save(_ name: String, _ health: RelayHealth) throws {
        try db.execute(
            sql: """
                INSERT INTO relay (name, failures, paused_at, probe_at, refuses_all, reason)
                VALUES (:name, :failures, :pausedAt, :probeAt, :refusesAll, :reason)
                ON CONFLICT (name) DO UPDATE SET failures = excluded.failures,
                    paused_at = excluded.paused_at, probe_at = excluded.probe_at,
                    refuses_all = excluded.refuses_all, reason = excluded.reason
                """,
            arguments: [
                "name": name, "failures": health.failures,
                "pausedAt": health.pausedAt?.unixMilliseconds,
                "probeAt": health.probeAt?.unixMilliseconds, "refusesAll": health.refusesAll,
                "reason": health.reason,
            ])
    }

    /// Writes down the rate that it taught; nil is none any more.
    func learn(_ name: String, _ rate: LearnedRate?) throws {
        try db.execute(
            sql: """
                INSERT INTO relay (name, learned, learned_at) VALUES (:name, :rate, :time)
                ON CONFLICT (name) DO UPDATE SET learned = excluded.learned,
                    learned_at = excluded.learned_at
                """,
            arguments: [
                "name": name, "rate": rate?.perSecond, "time": rate?.changedAt.unixMilliseconds,
            ])
    }

    /// Writes down what it said when it did not let a letter in.
    func answered(_ name: String, _ reply: ScrubbedReply, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO relay (name, reply, replied_at) VALUES (:name, :reply, :time)
                ON CONFLICT (name) DO UPDATE SET reply = excluded.reply,
                    replied_at = excluded.replied_at
                """,
            arguments: [
                "name": name, "reply": reply.description, "time": time.unixMilliseconds,
            ])
    }

    /// Writes down until when the rate of `name` is used up. An earlier time than is known changes nothing.
    func spend(_ name: String, until time: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO relay (name, spent_until) VALUES (:name, :until)
                ON CONFLICT (name) DO UPDATE SET spent_until = max(coalesce(spent_until, 0), :until)
                """
        ).execute(arguments: ["name": name, "until": time.unixMilliseconds])
    }
}

extension RelayTable.Entry {
    fileprivate init(row: Row) {
        func date(_ index: Int) -> Date? {
            (row[index] as Int64?).map(Date.init(unixMilliseconds:))
        }
        health.failures = row[1]
        (health.pausedAt, health.probeAt) = (date(2), date(3))
        health.refusesAll = row[4]
        health.reason = row[5]
        spentUntil = date(6)
        if let rate: Double = row[7], let time = date(8) {
            learned = LearnedRate(perSecond: rate, changedAt: time)
        }
        (reply, repliedAt) = (row[9], date(10))
    }
}
