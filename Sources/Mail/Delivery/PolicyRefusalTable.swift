import Foundation
import GRDB
import Model

/// The table `policy_refusal`: letters that a relay refused for good by policy, and whether that was about them.
///
/// A relay that was set up wrong refuses every letter by policy. So such a refusal is true only when the relay takes
/// another letter soon after it; then the letter is not tried again. Until that is known the letter rests, and comes back.
struct PolicyRefusalTable {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }

    /// How soon another letter has to be taken for a refusal to be true. Later, somebody may have mended the relay.
    static let window: Duration = .seconds(600)

    /// A letter that rests.
    struct Refusal: Equatable, Sendable {
        let reply: String
        /// How often it was refused without a verdict.
        let tries: Int
        let isTrue: Bool
    }

    /// How long a letter rests that was refused for the `tries`th time, 1 for the first.
    static func rest(afterTries tries: Int) -> Duration {
        min(window * Double(1 << min(tries - 1, 10)), .seconds(4 * 3600))
    }

    func find(_ letter: Int64) throws -> Refusal? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT reply, tries, is_true FROM policy_refusal WHERE letter = ?"),
            arguments: [letter]
        ).map { Refusal(reply: $0[0], tries: $0[1], isTrue: $0[2]) }
    }

    /// Writes down that `relay` has refused the letter, once more perhaps.
    func add(_ letter: Int64, relay: String, domain: String, reply: String, now: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO policy_refusal (letter, relay, domain, reply, refused_at)
                VALUES (:letter, :relay, :domain, :reply, :now)
                ON CONFLICT (letter) DO UPDATE SET relay = excluded.relay, domain = excluded.domain,
                    reply = excluded.reply, refused_at = excluded.refused_at, tries = tries + 1
                """
        ).execute(arguments: [
            "letter": letter, "relay": relay, "domain": domain, "reply": reply,
            "now": now.unixMilliseconds,
        ])
    }

    /// The relay has taken a letter: what it refused shortly before was about those letters; what it refused earlier is
    /// tried once more. Of a relay that is known to refuse everybody, what is still undecided came in late, when the others
    /// had been released: it is about no letter either.
    ///
    /// - Returns: How many refusals are true now that were undecided.
    @discardableResult
    func accepted(by relay: String, now: Date) throws -> Int {
        guard try hasUndecided(relay) else { return 0 }
        let since = now.addingTimeInterval(-Self.window.seconds).unixMilliseconds
        try db.execute(
            sql: """
                UPDATE policy_refusal SET is_true = 1
                WHERE is_true = 0 AND relay = :relay AND refused_at >= :since
                    AND NOT EXISTS (SELECT 1 FROM relay WHERE name = :relay AND refuses_all = 1)
                """, arguments: ["relay": relay, "since": since])
        let count = db.changesCount
        try release(relay)
        return count
    }

    private func hasUndecided(_ relay: String) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM policy_refusal WHERE is_true = 0 AND relay = ?)
                    """), arguments: [relay]) ?? false
    }

    /// Whether the relay refuses everybody: five letters since it took one, and not all to one domain.
    func showsRefusingAll(_ relay: String) throws -> Bool {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) >= 5 AND count(DISTINCT domain) >= 2 FROM policy_refusal
                WHERE is_true = 0 AND relay = ?
                """, arguments: [relay])
        return row?[0] ?? false
    }

    /// The relay refuses everybody: what it refused says nothing about the letters.
    func release(_ relay: String) throws {
        try db.execute(
            sql: "DELETE FROM policy_refusal WHERE is_true = 0 AND relay = ?", arguments: [relay])
    }

    /// Another outcome has come.
    func forget(_ letter: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM policy_refusal WHERE letter = ?")
            .execute(arguments: [letter])
    }
}
