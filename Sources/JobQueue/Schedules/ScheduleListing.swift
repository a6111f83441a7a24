public import Foundation
import GRDB
import Model

/// A schedule as an operator sees it.
public struct ScheduleListing: Codable, Equatable, Sendable {
    public let name: String
    /// As the table has it: `every <milliseconds>` or `cron <expression>` (``ScheduleRule/init(text:)``).
    public let rule: String
    /// IANA name.
    public let zone: String
    public let nextAt: Date?
    /// All occurrences up to this one have been dealt with.
    public let doneUntil: Date
    /// The newest occurrence that ran; nil when none did, or its row was cleaned.
    public let lastAt: Date?
    /// The newest that were skipped; nil when none were, or their row was cleaned.
    public let lastSkip: Skip?

    /// Occurrences that were skipped for one reason.
    public struct Skip: Codable, Equatable, Sendable {
        /// The last of them.
        public let at: Date
        public let count: Int
        public let reason: String
    }

    /// Whether nothing comes because the clock was set back, to before an occurrence that was dealt with already.
    public func waitsForClock(now: Date) -> Bool { doneUntil > now }
}

extension ScheduleTable {
    /// What each schedule that is not removed comes to next, did last and skipped last, by name.
    public func list() throws -> [ScheduleListing] {
        try Row.fetchAll(db, sql: Self.listSQL).map(ScheduleListing.init(row:))
    }

    private static let listSQL = """
        SELECT s.name, s.rule, s.zone, s.next_at, s.done_until, run.last_due_at,
            skip.last_due_at, skip.count, skip.reason
        FROM schedule s
        LEFT JOIN occurrence run ON run.id = \(newest("enqueued"))
        LEFT JOIN occurrence skip ON skip.id = \(newest("skipped"))
        WHERE removed_at IS NULL ORDER BY name
        """

    private static func newest(_ outcome: String) -> String {
        """
        (SELECT id FROM occurrence WHERE schedule = s.name AND outcome = '\(outcome)'
            ORDER BY id DESC LIMIT 1)
        """
    }
}

extension ScheduleListing {
    fileprivate init(row: Row) {
        func date(_ index: Int) -> Date? {
            (row[index] as Int64?).map(Date.init(unixMilliseconds:))
        }
        name = row[0]
        rule = row[1]
        zone = row[2]
        nextAt = date(3)
        doneUntil = Date(unixMilliseconds: row[4])
        lastAt = date(5)
        lastSkip = date(6).map { Skip(at: $0, count: row[7], reason: row[8]) }
    }
}
