public import Foundation
import GRDB
public import Model

/// One letter as an operator sees it: who got what, when, with the server's answer.
public struct LetterListing: Codable, Equatable, Sendable {
    public let id: Int64
    public let purpose: Purpose
    public let recipient: String
    public let occasion: String
    public let outcome: LetterOutcome
    public let reason: String
    /// To whom it goes or went; nil when the reader has none.
    public let address: String?
    public let messageID: String?
    public let relay: String?
    /// The server's answer, addresses taken out.
    public let reply: String?
    /// How often it may have left without anybody writing it down.
    public let possibleCopies: Int
    public let plannedAt: Date
    public let dueAt: Date?
    public let settledAt: Date?
}

/// Which letters to list. What is nil does not matter.
public struct LetterFilter: Equatable, Sendable {
    /// To whom it goes or went, capitals forgiven.
    public var address: String?
    public var purpose: Purpose?
    public var outcome: LetterOutcome?
    /// Planned at this time or later.
    public var since: Date?
    /// At most so many, the newest. The default is 100.
    public var limit = 100

    public init() {}
}

extension LetterTable {
    /// The letters that fit `filter`, the newest first.
    public func list(_ filter: LetterFilter) throws -> [LetterListing] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, purpose, recipient, occasion, outcome, reason, address, message_id, relay, reply,
                    possible_copies, planned_at, due_at, settled_at
                FROM letter
                WHERE (:address IS NULL OR lower(address) = lower(:address))
                    AND (:purpose IS NULL OR purpose = :purpose)
                    AND (:outcome IS NULL OR outcome = :outcome)
                    AND (:since IS NULL OR planned_at >= :since)
                ORDER BY id DESC LIMIT :limit
                """,
            arguments: [
                "address": filter.address, "purpose": filter.purpose?.rawValue,
                "outcome": filter.outcome?.rawValue, "since": filter.since?.unixMilliseconds,
                "limit": filter.limit,
            ]
        ).map(LetterListing.init(row:))
    }

    /// How many letters planned in `period`, both ends included, have which purpose, outcome and reason, the
    /// most first.
    public func tally(in period: ClosedRange<Date>) throws -> [LetterTally] {
        try tally(
            where: "planned_at BETWEEN ? AND ?",
            [period.lowerBound.unixMilliseconds, period.upperBound.unixMilliseconds])
    }

    /// The same for letters after `id`, and for those of `others`.
    public func tally(after id: Int64, and others: [Int64]) throws -> [LetterTally] {
        let list = "[\(others.map(String.init).joined(separator: ","))]"
        return try tally(
            where: "id > ? OR id IN (SELECT value FROM json_each(?))", [id, list])
    }

    private func tally(where condition: String, _ arguments: StatementArguments) throws
        -> [LetterTally]
    {
        try Row.fetchAll(
            db,
            sql: """
                SELECT purpose, outcome, CASE outcome WHEN 'skipped' THEN reason ELSE '' END AS why, count(*)
                FROM letter WHERE \(condition) GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3
                """, arguments: arguments
        ).map {
            LetterTally(
                purpose: Purpose(rawValue: $0[0])!, outcome: LetterOutcome(rawValue: $0[1])!,
                reason: $0[2], count: $0[3])
        }
    }

    /// The highest id, 0 when there is no letter, and the ids of letters that are not finished.
    public func frontier() throws -> (last: Int64, unfinished: [Int64]) {
        (
            try Int64.fetchOne(db, sql: "SELECT max(id) FROM letter") ?? 0,
            try Int64.fetchAll(db, sql: "SELECT id FROM letter WHERE settled_at IS NULL")
        )
    }
}

/// A line of ``LetterTable/tally(in:)``.
public struct LetterTally: Codable, Equatable, Sendable {
    public let purpose: Purpose
    public let outcome: LetterOutcome
    /// Why they were skipped; "" for other outcomes.
    public let reason: String
    public let count: Int
}

extension LetterListing {
    init(row: Row) {
        func date(_ index: Int) -> Date? {
            (row[index] as Int64?).map(Date.init(unixMilliseconds:))
        }
        id = row[0]
        // The CHECKs of the table allow nothing else.
        purpose = Purpose(rawValue: row[1])!
        recipient = row[2]
        occasion = row[3]
        outcome = LetterOutcome(rawValue: row[4])!
        reason = row[5]
        address = row[6]
        messageID = row[7]
        relay = row[8]
        reply = row[9]
        possibleCopies = row[10]
        plannedAt = Date(unixMilliseconds: row[11])
        dueAt = date(12)
        settledAt = date(13)
    }
}
