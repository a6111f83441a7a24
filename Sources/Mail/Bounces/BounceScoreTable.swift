import Foundation
import GRDB
import Model

/// The table `bounce_score`. Lives as long as the transaction it was made in.
struct BounceScoreTable {
    let db: Database

    func find(_ hash: AddressHash) throws -> BounceScore? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT points, at, counted_at FROM bounce_score WHERE address_hash = ?"),
            arguments: [hash.octets]
        ).map {
            BounceScore(
                points: $0[0], at: Date(unixMilliseconds: $0[1]),
                countedAt: Date(unixMilliseconds: $0[2]))
        }
    }

    /// Writes the score down; one that is next to nothing is removed.
    func set(_ score: BounceScore, of hash: AddressHash) throws {
        guard score.points >= BounceScore.least else { return try remove(hash) }
        try db.cachedStatement(
            sql: """
                INSERT INTO bounce_score (address_hash, points, at, counted_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (address_hash) DO UPDATE
                SET points = excluded.points, at = excluded.at, counted_at = excluded.counted_at
                """
        ).execute(arguments: [
            hash.octets, score.points, score.at.unixMilliseconds, score.countedAt.unixMilliseconds,
        ])
    }

    private func remove(_ hash: AddressHash) throws {
        try db.cachedStatement(sql: "DELETE FROM bounce_score WHERE address_hash = ?")
            .execute(arguments: [hash.octets])
    }
}
