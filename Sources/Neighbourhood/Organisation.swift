public import GRDB

/// An entry of the social map (*sociale kaart*): a row of the table `organisation`.
public struct Organisation: FetchableRecord, Equatable, Sendable {
    /// Whether the map shows the entry. Raw values stand in `organisation.status` and in the file.
    public enum Status: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case visible, hidden, defunct
    }

    /// Our own number.
    public let id: Int64
    /// The platform's id, any text.
    public let externalID: String
    public let name: String
    /// The platform's id of the organisation this one is a part of, or "".
    public let parent: String
    public let category: String
    public let description: String
    /// http or https, or "".
    public let url: String
    /// In the form that `EmailAddress` writes.
    public let email: String?
    public let alternateEmail: String?
    public let phone: String
    public let postalCode: String
    /// Degrees north, -90...90; nil together with ``longitude``.
    public let latitude: Double?
    /// Degrees east, -180...180.
    public let longitude: Double?
    /// The platform's id of the resident who keeps the entry, or "".
    public let manager: String
    public let openingHours: String
    public let costs: String
    /// How often the entry was looked at, as the platform counts.
    public let views: Int
    /// Unix milliseconds: when somebody last said that the entry is right.
    public let assuredAt: Int64?
    public let status: Status
    /// nil: never visible yet; 0: on the map since its first load, so no news; else its ``NewsRevision``.
    public let newsRevision: Int64?

    public init(row: Row) throws {
        id = row["id"]
        externalID = row["external_id"]
        name = row["name"]
        parent = row["parent"]
        category = row["category"]
        description = row["description"]
        url = row["url"]
        email = row["email"]
        alternateEmail = row["alternate_email"]
        phone = row["phone"]
        postalCode = row["postal_code"]
        latitude = row["latitude"]
        longitude = row["longitude"]
        manager = row["manager"]
        openingHours = row["opening_hours"]
        costs = row["costs"]
        views = row["views"]
        assuredAt = row["assured_at"]
        status = row["status"]
        newsRevision = row["news_revision"]
    }
}

extension Organisation {
    /// The organisation with our own number, or nil.
    public static func find(_ id: Int64, in db: Database) throws -> Organisation? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM organisation WHERE id = ?"), arguments: [id])
    }

    /// The organisation with the platform's id, or nil; how a post's `organisation` is resolved.
    public static func find(externalID: String, in db: Database) throws -> Organisation? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM organisation WHERE external_id = ?"),
            arguments: [externalID])
    }

    /// What is new on the map: visible entries whose revision lies in `after + 1 ... through`, rising.
    public static func news(
        after: Int64, through: Int64, in db: Database
    ) throws -> [Organisation] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM organisation
                    WHERE news_revision > 0 AND news_revision > ? AND news_revision <= ?
                      AND status = 'visible'
                    ORDER BY news_revision
                    """),
            arguments: [after, through])
    }
}

extension Organisation {
    /// The headlines of visible entries that came onto the map after the revision `after` and not after `through`. The
    /// newest first.
    public static func headlines(
        after: Int64, through: Int64, in db: Database
    ) throws -> [Headline] {
        try Headline.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, news_revision, name, NULL, 'o' || external_id, category, '', NULL
                    FROM organisation
                    WHERE news_revision > 0 AND news_revision > ? AND news_revision <= ?
                      AND status = 'visible'
                    ORDER BY news_revision DESC
                    """),
            arguments: [after, through])
    }
}
