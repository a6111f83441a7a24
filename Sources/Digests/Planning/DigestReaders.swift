import Foundation
import GRDB
import Model
import Neighbourhood

/// The readers of digests, and up to where each was told the news.
struct DigestReaders {
    /// Those who get a digest on one day by one rhythm.
    enum Cohort: Hashable, Sendable {
        case daily
        /// On this day of the week, 1 (Monday)...7.
        case weekly(day: Int)

        /// Whoever may get a digest on `date`.
        static func all(on date: LocalDate) -> [Cohort] { [.daily, .weekly(day: date.weekday)] }

        /// The terms of the partial indexes, to the letter.
        fileprivate var sql: String {
            switch self {
            case .daily: "r.digest = 'daily' AND r.status = 'active'"
            case .weekly(let day):
                "r.digest = 'weekly' AND r.status = 'active' AND r.digest_day = \(day)"
            }
        }
    }

    let db: Database

    /// Where a slice of the plan begins: after this reader.
    struct Position: Sendable {
        var minute = -1
        var resident: Int64 = 0
    }

    /// Readers of a cohort with an hour in `minutes` who have no letter for `date` yet, by hour and id, after `place`.
    ///
    /// Seeks in the index of the cohort, so that a slice costs no more than its readers.
    func waiting(
        _ cohort: Cohort, on date: LocalDate, minutes: ClosedRange<Int>, after place: Position,
        limit: Int
    ) throws -> [DigestReader] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(DigestReader.columns)
                FROM resident r LEFT JOIN digest_reader d ON d.resident = r.id
                WHERE \(cohort.sql)
                    AND r.digest_minute BETWEEN max(:from, :minute) AND :to
                    AND (r.digest_minute, r.id) > (:minute, :resident)
                    AND NOT EXISTS (SELECT 1 FROM letter WHERE purpose = 'digest'
                        AND recipient = 'resident/' || r.id AND occasion = :date)
                ORDER BY r.digest_minute, r.id LIMIT :limit
                """)
        return try Row.fetchAll(
            statement,
            arguments: [
                "from": minutes.lowerBound, "to": minutes.upperBound, "minute": place.minute,
                "resident": place.resident, "date": date.description, "limit": limit,
            ]
        ).map(DigestReader.init(row:))
    }

    /// The reader, whatever the letters say; nil when there is none or none is wanted.
    func find(_ resident: Int64) throws -> DigestReader? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(DigestReader.columns)
                    FROM resident r LEFT JOIN digest_reader d ON d.resident = r.id
                    WHERE r.id = ? AND r.digest <> 'none' AND r.status = 'active'
                    """), arguments: [resident]
        ).map(DigestReader.init(row:))
    }

    /// How many readers of a cohort have which minute of the day.
    func countByMinute(_ cohort: Cohort) throws -> [Int: Int] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT r.digest_minute, count(*) FROM resident r
                WHERE \(cohort.sql) GROUP BY r.digest_minute
                """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}

extension DigestReaders {
    /// Up to which revision the reader was told who was told least; nil when nobody was told anything.
    func oldestWatermark() throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT min(watermark) FROM digest_reader")
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
}

extension DigestReaders {
    /// Up to which instant hours have been dealt with; nil before the first time.
    func plannedUntil() throws -> Date? {
        try Int64.fetchOne(db, sql: "SELECT planned_until FROM digest_plan")
            .map(Date.init(unixMilliseconds:))
    }

    func setPlannedUntil(_ instant: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO digest_plan (id, planned_until) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET planned_until = excluded.planned_until
                """, arguments: [instant.unixMilliseconds])
    }

    /// Residents who joined or chose something else since they were forgotten here last, by number.
    func changed(limit: Int) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT resident FROM digest_changed ORDER BY resident LIMIT ?"),
            arguments: [limit])
    }

    func forgetChange(of resident: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM digest_changed WHERE resident = ?")
            .execute(arguments: [resident])
    }

    /// Before the first round, which looks at everybody.
    func forgetAllChanges() throws { try db.execute(sql: "DELETE FROM digest_changed") }
}
