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
    /// When it has lost its sense.
    public let expiresAt: Date?
    public let settledAt: Date?
}

/// Which letters to list. What is nil does not matter.
public struct LetterFilter: Equatable, Sendable {
    /// To whom it goes or went, capitals forgiven. ``recipients`` tells who else it means.
    public var address: String?
    /// Who has ``address`` now, such as `resident/17`: their letters that were never addressed are listed as well, for who was
    /// considered and got nothing often has no address in the row. Means nothing without an address.
    public var recipients: [String] = []
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
        var arguments: StatementArguments = [
            "purpose": filter.purpose?.rawValue, "outcome": filter.outcome?.rawValue,
            "since": filter.since?.unixMilliseconds, "limit": filter.limit,
        ]
        guard let address = filter.address else {
            return try listings(Self.listSQL, arguments)
        }
        arguments += ["address": address, "recipients": try readers(address, filter.recipients)]
        return try listings(Self.mailboxSQL, arguments)
    }

    /// The letter with this id as an operator sees it; nil when there is none.
    public func listing(_ id: Int64) throws -> LetterListing? {
        try listings("SELECT \(Self.listColumns) FROM letter WHERE id = :id", ["id": id]).first
    }

    private func listings(_ sql: String, _ arguments: StatementArguments) throws
        -> [LetterListing]
    {
        try Row.fetchAll(db, sql: sql, arguments: arguments).map(LetterListing.init(row:))
    }

    /// Who has the address or had it when a letter was written, as JSON.
    private func readers(_ address: String, _ known: [String]) throws -> String {
        let addressed = try String.fetchAll(db, sql: Self.addressedSQL, arguments: [address])
        return String(decoding: try JSONEncoder().encode(known + addressed), as: UTF8.self)
    }

    private static let listColumns = """
        letter.id, purpose, recipient, occasion, outcome, reason, address, message_id, relay, reply,
        possible_copies, planned_at, due_at, expires_at, settled_at
        """

    private static let listConditions = """
        (:purpose IS NULL OR purpose = :purpose) AND (:outcome IS NULL OR outcome = :outcome)
        AND (:since IS NULL OR planned_at >= :since)
        """

    private static let listSQL = """
        SELECT \(listColumns) FROM letter WHERE \(listConditions)
        ORDER BY letter.id DESC LIMIT :limit
        """

    static let addressedSQL = """
        SELECT DISTINCT recipient FROM letter
        WHERE lower(address) = lower(?) AND address IS NOT NULL
        """

    /// The two halves have no row in common. CROSS JOIN keeps SQLite from walking through all letters instead, the newest
    /// first.
    static let mailboxSQL = """
        WITH found (id) AS (
            SELECT id FROM letter WHERE lower(address) = lower(:address) AND address IS NOT NULL
            UNION ALL
            SELECT id FROM letter
            WHERE recipient IN (SELECT value FROM json_each(:recipients)) AND address IS NULL)
        SELECT \(listColumns) FROM found CROSS JOIN letter ON letter.id = found.id
        WHERE \(listConditions) ORDER BY letter.id DESC LIMIT :limit
        """

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
        expiresAt = date(13)
        settledAt = date(14)
    }
}
