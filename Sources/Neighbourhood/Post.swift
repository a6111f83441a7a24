public import Foundation
public import GRDB
import Model

/// A message on the platform (*bericht*): a row of the table `post`.
public struct Post: FetchableRecord, Equatable, Sendable {
    /// What sort of message it is. Raw values stand in `post.kind` and in the file.
    public enum Kind: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case news, story, question, callout
    }

    /// Whether the platform still shows it.
    public enum Status: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case visible, removed
    }

    /// Our own number.
    public let id: Int64
    /// The platform's id, any text.
    public let externalID: String
    /// The platform's id of the resident who wrote it, or "". The resident may be unknown (yet).
    public let author: String
    /// The platform's id of the organisation it speaks for, or "".
    public let organisation: String
    public let kind: Kind
    /// One line.
    public let title: String
    /// Plain text, lines end with LF.
    public let text: String
    public let category: String
    public let neighbourhood: String
    /// http or https, or "".
    public let url: String
    public let imageURL: String
    /// Unix milliseconds; the time of the import when the platform gave none.
    public let publishedAt: Int64
    public let status: Status
    /// nil: never visible yet; else its ``NewsRevision``.
    public let newsRevision: Int64?

    public init(row: Row) throws {
        id = row["id"]
        externalID = row["external_id"]
        author = row["author"]
        organisation = row["organisation"]
        kind = row["kind"]
        title = row["title"]
        text = row["text"]
        category = row["category"]
        neighbourhood = row["neighbourhood"]
        url = row["url"]
        imageURL = row["image_url"]
        publishedAt = row["published_at"]
        status = row["status"]
        newsRevision = row["news_revision"]
    }
}

extension Post {
    /// The post with our own number, or nil.
    public static func find(_ id: Int64, in db: Database) throws -> Post? {
        try fetchOne(db.cachedStatement(sql: "SELECT * FROM post WHERE id = ?"), arguments: [id])
    }

    /// What is new: visible posts whose revision lies in `after + 1 ... through`, rising.
    public static func news(after: Int64, through: Int64, in db: Database) throws -> [Post] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM post
                    WHERE news_revision > 0 AND news_revision > ? AND news_revision <= ?
                      AND status = 'visible'
                    ORDER BY news_revision
                    """),
            arguments: [after, through])
    }

    /// Makes a post news when the time has come at which it is to be published: one that was dated ahead gets its
    /// revision at `now`, not when it was imported. Done before a digest is planned.
    ///
    /// A second call changes nothing.
    public static func announceDue(now: Date, in db: Database) throws {
        try db.cachedStatement(
            sql: "UPDATE post SET news_revision = NULL WHERE news_revision > 0 AND published_at > ?"
        ).execute(arguments: [now.unixMilliseconds])
        let due = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM post WHERE news_revision IS NULL AND status = 'visible'
                        AND published_at <= ? ORDER BY published_at, id
                    """), arguments: [now.unixMilliseconds])
        for id in due { try announce(id, in: db) }
    }

    private static func announce(_ id: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "UPDATE news SET revision = revision + 1").execute()
        try db.cachedStatement(
            sql: "UPDATE post SET news_revision = (SELECT revision FROM news) WHERE id = ?"
        ).execute(arguments: [id])
    }
}

extension Post {
    /// The headlines of visible posts that came in after the revision `after`, or were published at `freshFrom` or
    /// later; with a revision of at most `through`, and not dated after `now`. The newest first.
    public static func headlines(
        after: Int64, freshFrom: Int64, through: Int64, now: Int64, in db: Database
    ) throws -> [Headline] {
        try Headline.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, news_revision, title, kind,
                        CASE WHEN organisation <> '' THEN 'o' || organisation
                            WHEN author <> '' THEN 'r' || author ELSE '' END,
                        category, neighbourhood, published_at
                    FROM post
                    WHERE status = 'visible' AND news_revision > 0 AND news_revision <= :through
                        AND published_at <= :now
                        AND (news_revision > :after OR published_at >= :fresh)
                    ORDER BY published_at DESC, id DESC
                    """),
            arguments: ["after": after, "fresh": freshFrom, "through": through, "now": now])
    }
}
