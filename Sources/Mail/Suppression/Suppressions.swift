public import Foundation
public import GRDB
public import Links
import Model

/// The table `suppression`: addresses that get no mail, known by keyed hashes only.
///
/// It outlives the person: erasing somebody removes his rows elsewhere and leaves these. Lives as long as the
/// transaction it was made in.
public struct Suppressions {
    private let db: Database
    private let key: SecretKey

    /// - Parameter key: The instance's suppression key.
    public init(_ db: Database, key: SecretKey) {
        self.db = db
        self.key = key
    }

    /// Keeps letters within `scope` from `address` from now on. A second call with the same scope and reason changes
    /// nothing: the first time and source stay.
    ///
    /// - Parameter source: Who or what asked for it; 1 to 64 characters, no address.
    /// - Returns: Whether it was new.
    @discardableResult
    public func add(
        _ address: EmailAddress, scope: SuppressionScope, reason: SuppressionReason, source: String,
        now: Date
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO suppression (address_hash, scope, reason, source, at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [
            hash(address), scope.description, reason.rawValue, source, now.unixMilliseconds,
        ])
        return db.changesCount == 1
    }

    /// Takes rows of `address` off the list again; a second call finds none.
    ///
    /// Lifting a hard bounce forgets the bounce score too, so that the next bounce does not close the address at once.
    ///
    /// - Parameters:
    ///   - scope: Only this scope. The default is nil: every scope.
    ///   - reasons: Only these. A reader who subscribes again lifts ``SuppressionReason/unsubscribe`` and
    ///     ``SuppressionReason/complaint`` and nothing else. The default is all.
    /// - Returns: How many rows there were.
    @discardableResult
    public func lift(
        _ address: EmailAddress, scope: SuppressionScope? = nil,
        reasons: Set<SuppressionReason> = Set(SuppressionReason.allCases)
    ) throws -> Int {
        let hash = hash(address)
        var count = 0
        for reason in reasons {
            try db.cachedStatement(
                sql: """
                    DELETE FROM suppression WHERE address_hash = ? AND reason = ?
                        AND scope = coalesce(?, scope)
                    """
            ).execute(arguments: [hash, reason.rawValue, scope?.description])
            count += db.changesCount
        }
        if reasons.contains(.hardBounce), scope == nil || scope == .all {
            try db.execute(
                sql: "DELETE FROM bounce_score WHERE address_hash = ?", arguments: [hash])
        }
        return count
    }

    /// What is written down about `address`, the oldest first.
    public func find(_ address: EmailAddress) throws -> [Suppression] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Suppression.columns) FROM suppression
                    WHERE address_hash = ? ORDER BY at, scope, reason
                    """), arguments: [hash(address)]
        ).compactMap(Suppression.init(row:))
    }

    /// The whole list, the newest first.
    ///
    /// - Parameter limit: At most so many.
    public func list(limit: Int) throws -> [Suppression] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(Suppression.columns) FROM suppression
                ORDER BY at DESC, address_hash, scope, reason LIMIT ?
                """, arguments: [limit]
        ).compactMap(Suppression.init(row:))
    }

    /// What keeps `letter` from `address`; nil when nothing does.
    public func stopping(_ letter: Letter, to address: EmailAddress) throws -> Suppression? {
        try find(address).first {
            $0.scope.covers(letter) && (letter.purpose != .account || $0.reason.stopsAccountMail)
        }
    }

    private func hash(_ address: EmailAddress) -> Data {
        AddressHash(address, key: key).octets
    }
}
