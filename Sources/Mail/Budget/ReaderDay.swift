import Foundation
import GRDB
import Model

/// What one reader got today, and what waits for the reader, as seen from one letter.
struct ReaderDay: Equatable {
    /// Letters that arrived today or may have, whatever their purpose but `account`.
    var taken = 0
    /// More important letters that are due today and not sent yet.
    var reserved = 0
    /// Letters no more important that another session began before this one; they may take a place.
    var underWay = 0
}

extension ReaderDay {
    /// A place in a reader's day that another letter has or may get.
    struct Other: Equatable {
        let id: Int64
        let importance: Importance
        let isSettled: Bool
        /// Whether it may have arrived although nobody answered.
        let isInDoubt: Bool
    }

    /// Counts `others` as a letter sees them that is not one of them; each at most once.
    init(_ others: [Other], importance: Importance, begunBefore: Set<Int64>) {
        for other in others where other.importance != .account {
            if other.isSettled || other.isInDoubt {
                taken += 1
            } else if other.importance < importance {
                reserved += 1
            } else if begunBefore.contains(other.id) {
                underWay += 1
            }
        }
    }
}

extension ReaderDay.Other {
    /// The other letters of the reader of `letter` that count on the day from `start` to `tomorrow`: those that arrived, and
    /// those that are due before its end and have not expired.
    ///
    /// Two seeks in the index `letter_recipient`, however much the reader got in a year.
    static func all(
        besides letter: Letter, from start: Date, to tomorrow: Date, now: Date, in db: Database
    ) throws -> [Self] {
        try Row.fetchAll(
            db.cachedStatement(sql: sql),
            arguments: [
                "recipient": letter.recipient, "id": letter.id, "start": start.unixMilliseconds,
                "tomorrow": tomorrow.unixMilliseconds, "now": now.unixMilliseconds,
            ]
        ).map { Self(row: $0, tomorrow: tomorrow) }
    }

    static let sql = """
        SELECT id, purpose, priority, expires_at, settled_at IS NOT NULL, in_doubt > 0 FROM letter
        WHERE recipient = :recipient AND settled_at >= :start AND outcome IN ('accepted', 'in_doubt')
            AND id <> :id
        UNION ALL
        SELECT id, purpose, priority, expires_at, settled_at IS NOT NULL, in_doubt > 0 FROM letter
        WHERE recipient = :recipient AND settled_at IS NULL AND outcome = 'planned' AND id <> :id
            AND (in_doubt > 0 OR coalesce(due_at, 0) < :tomorrow)
            AND (expires_at IS NULL OR expires_at > :now)
        """

    private init(row: Row, tomorrow: Date) {
        id = row[0]
        importance = Importance(
            // The CHECK of the table allows nothing else.
            Purpose(rawValue: row[1])!, priority: row[2],
            expiresAt: (row[3] as Int64?).map(Date.init(unixMilliseconds:)), tomorrow: tomorrow)
        isSettled = row[4]
        isInDoubt = row[5]
    }
}
