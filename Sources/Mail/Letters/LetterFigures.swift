public import Foundation
import GRDB
public import Model

/// How letters fared, for charts. Each figure is about letters of a period and reads no older ones.
extension LetterTable {
    /// How many letters were handed over in each of the 24 hours before `now`, the oldest first.
    ///
    /// Letters that were planned more than four days before are left out.
    public func acceptedPerHour(before now: Date) throws -> [Int] {
        let from = now.addingTimeInterval(-24 * 3600)
        let rows = try Row.fetchAll(
            db, sql: Self.perHourSQL,
            arguments: [
                "planned": from.addingTimeInterval(-3 * 86_400).unixMilliseconds,
                "from": from.unixMilliseconds, "to": now.unixMilliseconds,
            ])
        return rows.reduce(into: Array(repeating: 0, count: 24)) { $0[$1[0]] = $1[1] }
    }

    static let perHourSQL = """
        SELECT (settled_at - :from) / 3600000, count(*) FROM letter
        WHERE planned_at >= :planned AND outcome = 'accepted'
            AND settled_at >= :from AND settled_at < :to GROUP BY 1
        """

    /// How many of the letters planned in a period left, and how many of them did not arrive: the relay
    /// refused them for good, or they came back. Complaints do not count.
    ///
    /// - Parameter period: The end is not part of it.
    public func bounces(in period: Range<Date>) throws -> BounceFigure {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*), count(*) FILTER (WHERE outcome = 'refused' OR EXISTS (
                    SELECT 1 FROM bounce
                    WHERE bounce.letter = letter.id AND kind IN ('hard', 'soft')))
                FROM letter WHERE planned_at >= ? AND planned_at < ?
                    AND outcome IN ('accepted', 'refused', 'in_doubt')
                """, arguments: Self.ends(of: period))
        return BounceFigure(sent: row?[0] ?? 0, bounced: row?[1] ?? 0)
    }

    /// How long the letters of a purpose that were planned in a period took until they were handed over.
    ///
    /// - Parameter period: The end is not part of it.
    /// - Returns: nil when none was handed over.
    public func lead(of purpose: Purpose, in period: Range<Date>) throws -> LeadFigure? {
        let row = try Row.fetchOne(
            db,
            sql: """
                WITH lead (ms) AS MATERIALIZED (
                    SELECT settled_at - planned_at FROM letter
                    WHERE planned_at >= ? AND planned_at < ? AND outcome = 'accepted' AND purpose = ?)
                SELECT count(*), max(ms),
                    (SELECT ms FROM lead ORDER BY ms LIMIT 1
                        OFFSET (SELECT (count(*) - 1) / 2 FROM lead))
                FROM lead
                """, arguments: Self.ends(of: period) + [purpose.rawValue])
        guard let row, let worst = row[1] as Int64?, let median = row[2] as Int64? else {
            return nil
        }
        return LeadFigure(
            letters: row[0], median: .milliseconds(median), worst: .milliseconds(worst))
    }

    private static func ends(of period: Range<Date>) -> StatementArguments {
        [period.lowerBound.unixMilliseconds, period.upperBound.unixMilliseconds]
    }
}

/// What ``LetterTable/bounces(in:)`` tells.
public struct BounceFigure: Equatable, Sendable {
    public let sent: Int
    public let bounced: Int

    /// - Parameter bounced: At most `sent`.
    public init(sent: Int, bounced: Int) {
        self.sent = sent
        self.bounced = bounced
    }

    /// 0...1; 0 without letters.
    public var rate: Double { sent == 0 ? 0 : Double(bounced) / Double(sent) }
}

/// What ``LetterTable/lead(of:in:)`` tells.
public struct LeadFigure: Equatable, Sendable {
    public let letters: Int
    /// The middle one; of two, the shorter.
    public let median: Duration
    public let worst: Duration
}
