public import Foundation
public import GRDB
import Model

/// Something that happened to an occurrence of an event that people are enrolled in: a row of the table
/// `event_change`. Whoever watches the agenda writes it; the digest tells of it.
public struct EventChange: FetchableRecord, Equatable, Sendable {
    /// What happened. Raw values stand in `event_change.kind`.
    public enum Kind: String, CaseIterable, Sendable, DatabaseValueConvertible {
        /// Another time or place.
        case changed
        case cancelled
    }

    /// Our own number.
    public let id: Int64
    /// The event's row in `event`, which may be gone.
    public let event: Int64
    /// UID of the event.
    public let uid: String
    /// Which occurrence: ``EventOccurrence/key``.
    public let key: String
    public let kind: Kind
    /// What the event was called when it changed.
    public let title: String
    /// Unix milliseconds: when it was to begin before the change.
    public let startedAt: Int64
    /// Its ``NewsRevision``.
    public let newsRevision: Int64

    public init(row: Row) throws {
        id = row["id"]
        event = row["event"]
        uid = row["event_uid"]
        key = row["occurrence"]
        kind = row["kind"]
        title = row["title"]
        startedAt = row["starts_at"]
        newsRevision = row["news_revision"]
    }
}

extension EventChange {
    /// Notes a change of an occurrence. It is news from then on.
    ///
    /// - Parameter before: The occurrence as people last heard of it.
    public static func record(
        _ kind: Kind, of before: EventOccurrence, now: Date, in db: Database
    ) throws {
        try db.execute(sql: "UPDATE news SET revision = revision + 1")
        try db.execute(
            sql: """
                INSERT INTO event_change (event, event_uid, occurrence, kind, title, starts_at, changed_at,
                    news_revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT revision FROM news))
                """,
            arguments: [
                before.event, before.uid, before.key, kind, before.summary,
                before.startsAt.unixMilliseconds, now.unixMilliseconds,
            ])
    }

    /// The change with our own number, or nil.
    public static func find(_ id: Int64, in db: Database) throws -> EventChange? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM event_change WHERE id = ?"), arguments: [id])
    }

    /// Which residents are to be told of which changes with a revision in `after + 1 ... through`: those who are
    /// enrolled or wait, of each occurrence the last change only, in the order of the changes.
    ///
    /// - Returns: By our own number of the resident. An occurrence that was to begin before `now` and is cancelled is
    ///   left out.
    public static func news(
        after: Int64, through: Int64, now: Int64, in db: Database
    ) throws -> [Int64: [EventChange]] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT r.id AS reader, c.* FROM event_change c
                JOIN registration g ON g.event_uid = c.event_uid
                    AND g.status <> 'cancelled' AND g.recurrence_id IN ('', c.occurrence)
                JOIN resident r ON r.external_id = g.resident
                WHERE c.news_revision > :after AND c.news_revision <= :through
                    AND NOT (c.kind = 'cancelled' AND c.starts_at < :now)
                    AND NOT EXISTS (SELECT 1 FROM event_change l WHERE l.event_uid = c.event_uid
                        AND l.occurrence = c.occurrence AND l.news_revision > c.news_revision
                        AND l.news_revision <= :through)
                ORDER BY c.news_revision
                """, arguments: ["after": after, "through": through, "now": now])
        return try rows.reduce(into: [:]) { news, row in
            news[row["reader"], default: []].append(try EventChange(row: row))
        }
    }

    static let schema = """
        CREATE TABLE registration (
            event_uid TEXT NOT NULL CHECK (event_uid <> ''),
            recurrence_id TEXT NOT NULL DEFAULT '',  -- '': the whole event; else the occurrence's key
            resident TEXT NOT NULL CHECK (resident <> ''),  -- external_id
            status TEXT NOT NULL DEFAULT 'registered'
                CHECK (status IN ('registered', 'waiting', 'cancelled')),
            party_size INTEGER NOT NULL DEFAULT 1 CHECK (party_size >= 1),
            registered_at INTEGER CHECK (registered_at > 100000000000),
            PRIMARY KEY (event_uid, recurrence_id, resident)
        ) STRICT;
        CREATE INDEX registration_resident ON registration (resident);
        CREATE TABLE event_change (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            event INTEGER NOT NULL,                  -- id of the row of event that it was
            event_uid TEXT NOT NULL,
            occurrence TEXT NOT NULL,                -- as first planned: 2026-03-25T10:00
            kind TEXT NOT NULL CHECK (kind IN ('changed', 'cancelled')),
            title TEXT NOT NULL,
            starts_at INTEGER NOT NULL,              -- ms, before the change
            changed_at INTEGER NOT NULL,
            news_revision INTEGER NOT NULL UNIQUE CHECK (news_revision > 0)
        ) STRICT;
        CREATE INDEX event_change_occurrence ON event_change (event_uid, occurrence);
        """
}
