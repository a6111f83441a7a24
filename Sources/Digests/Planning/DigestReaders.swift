import Foundation
import GRDB
import Model

/// The readers of daily digests, and up to where each was told the news.
struct DigestReaders {
    /// A reader whose turn it is.
    struct Reader: Equatable {
        let resident: Int64
        let minute: Int
        /// nil before the first digest.
        let watermark: Int64?
        /// nil when there is none.
        let address: String?
        let isPaused: Bool

        /// As in the column `letter.recipient`.
        var recipient: String { "resident/\(resident)" }
    }

    let db: Database

    /// Where a slice of the plan begins: after this reader.
    struct Place: Sendable {
        var minute = -1
        var resident: Int64 = 0
    }

    /// Daily readers with an hour in `minutes` who have no letter for `date` yet, by hour and id, after `place`.
    ///
    /// Seeks in the index `resident_digest`, so that a slice costs no more than its readers.
    func waiting(
        on date: LocalDate, minutes: ClosedRange<Int>, after place: Place, limit: Int, now: Date
    ) throws -> [Reader] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT r.id, r.digest_minute, d.watermark, r.email,
                    coalesce(r.paused_until > :now, 0)
                FROM resident r LEFT JOIN digest_reader d ON d.resident = r.id
                WHERE r.digest = 'daily' AND r.status = 'active'
                    AND r.digest_minute BETWEEN max(:from, :minute) AND :to
                    AND (r.digest_minute, r.id) > (:minute, :resident)
                    AND NOT EXISTS (SELECT 1 FROM letter WHERE purpose = 'digest'
                        AND recipient = 'resident/' || r.id AND occasion = :date)
                ORDER BY r.digest_minute, r.id LIMIT :limit
                """)
        return try Row.fetchAll(
            statement,
            arguments: [
                "now": now.unixMilliseconds, "from": minutes.lowerBound, "to": minutes.upperBound,
                "minute": place.minute, "resident": place.resident, "date": date.description,
                "limit": limit,
            ]
        ).map {
            Reader(
                resident: $0[0], minute: $0[1], watermark: $0[2], address: $0[3],
                isPaused: $0[4])
        }
    }

    /// How many daily readers have which minute of the day.
    func countByMinute() throws -> [Int: Int] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT digest_minute, count(*) FROM resident
                WHERE digest = 'daily' AND status = 'active' GROUP BY digest_minute
                """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// nil before the first digest.
    func watermark(of resident: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT watermark FROM digest_reader WHERE resident = ?",
            arguments: [resident])
    }

    /// Moves a reader's watermark: what lies below is in a digest.
    func setWatermark(_ watermark: Int64, of resident: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO digest_reader (resident, watermark) VALUES (?, ?)
                ON CONFLICT (resident) DO UPDATE SET watermark = excluded.watermark
                """
        ).execute(arguments: [resident, watermark])
    }

    /// Takes a digest back that never arrived: its news comes with the next one. Does nothing when a later digest
    /// was planned already.
    func takeBack(_ contents: DigestContents, of resident: Int64) throws {
        if let from = contents.from {
            try db.cachedStatement(
                sql: "UPDATE digest_reader SET watermark = ? WHERE resident = ? AND watermark = ?"
            ).execute(arguments: [from, resident, contents.to])
        } else {
            try db.cachedStatement(
                sql: "DELETE FROM digest_reader WHERE resident = ? AND watermark = ?"
            ).execute(arguments: [resident, contents.to])
        }
    }

    /// Until when hours have been dealt with; nil before the first time.
    func lookedAt() throws -> Date? {
        try Int64.fetchOne(db, sql: "SELECT looked_at FROM digest_plan")
            .map(Date.init(unixMilliseconds:))
    }

    func setLookedAt(_ instant: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO digest_plan (id, looked_at) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at
                """, arguments: [instant.unixMilliseconds])
    }
}
