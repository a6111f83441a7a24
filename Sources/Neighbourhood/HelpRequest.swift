public import GRDB

/// A question for help (*hulpvraag*): a row of the table `help_request`.
public struct HelpRequest: FetchableRecord, Equatable, Sendable {
    /// What is asked for. Raw values stand in `help_request.kind` and in the file.
    public enum Kind: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case help, things, knowledge
    }

    /// How soon. Raw values stand in `help_request.urgency` and in the file.
    public enum Urgency: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case urgent, days, week, ongoing
    }

    /// Whether somebody is still looked for.
    public enum Status: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case open, closed
    }

    /// Our own number.
    public let id: Int64
    /// The platform's id of the resident who asks, or "": then it was entered at the desk.
    public let requester: String
    public let kind: Kind
    /// One line.
    public let title: String
    /// What everybody may read. The private text stays in the table.
    public let publicText: String
    /// Any of these skills helps; none: everybody can.
    public let needs: [String]
    /// Without all of these nobody is asked.
    public let requiredSkills: [String]
    public let urgency: Urgency
    /// 0: may be told to every reader; 1 and 2: only to helpers who were chosen for it.
    public let safetyLevel: Int
    /// Metres; nil: no limit was given.
    public let radius: Int?
    /// nil when it is not known.
    public let place: Place?
    /// Unix milliseconds; nil: until it is closed.
    public let expiresAt: Int64?
    public let status: Status
    /// nil: never open yet; else its ``NewsRevision``.
    public let newsRevision: Int64?

    public init(row: Row) throws {
        id = row["id"]
        requester = row["requester"]
        kind = row["kind"]
        title = row["title"]
        publicText = row["public_text"]
        needs = CellList.split(row["needs"])
        requiredSkills = CellList.split(row["required_skills"])
        urgency = row["urgency"]
        safetyLevel = row["safety_level"]
        radius = row["radius_m"]
        let north: Double? = row["latitude"]
        let east: Double? = row["longitude"]
        place = north.flatMap { north in east.map { Place(latitude: north, longitude: $0) } }
        expiresAt = row["expires_at"]
        status = row["status"]
        newsRevision = row["news_revision"]
    }
}

extension HelpRequest {
    /// The request with our own number, or nil.
    public static func find(_ id: Int64, in db: Database) throws -> HelpRequest? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM help_request WHERE id = ?"), arguments: [id])
    }

    /// What is new: open requests whose revision lies in `after + 1 ... through`, rising.
    public static func news(after: Int64, through: Int64, in db: Database) throws -> [HelpRequest] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM help_request
                    WHERE news_revision > ? AND news_revision <= ? AND status = 'open'
                    ORDER BY news_revision
                    """),
            arguments: [after, through])
    }

    static let schema = """
        CREATE TABLE help_request (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            external_id TEXT NOT NULL UNIQUE CHECK (external_id <> ''),
            requester TEXT NOT NULL DEFAULT '',      -- external_id of a resident; '': entered at the desk
            kind TEXT NOT NULL DEFAULT 'help' CHECK (kind IN ('help', 'things', 'knowledge')),
            title TEXT NOT NULL DEFAULT '',
            public_text TEXT NOT NULL DEFAULT '',
            private_text TEXT NOT NULL DEFAULT '',   -- never in a letter to more than one person
            needs TEXT NOT NULL DEFAULT '',          -- separated by |
            required_skills TEXT NOT NULL DEFAULT '',  -- separated by |
            "when" TEXT NOT NULL DEFAULT '',         -- 'mo-morning|tu-evening'
            rrule TEXT NOT NULL DEFAULT '',
            urgency TEXT NOT NULL DEFAULT 'week'
                CHECK (urgency IN ('urgent', 'days', 'week', 'ongoing')),
            safety_level INTEGER NOT NULL DEFAULT 0 CHECK (safety_level IN (0, 1, 2)),
            radius_m INTEGER CHECK (radius_m >= 0),
            postal_code TEXT NOT NULL DEFAULT '',
            latitude REAL CHECK (latitude BETWEEN -90 AND 90),
            longitude REAL CHECK (longitude BETWEEN -180 AND 180),
            people_needed INTEGER NOT NULL DEFAULT 1 CHECK (people_needed >= 1),
            share_phone_ok INTEGER NOT NULL DEFAULT 0 CHECK (share_phone_ok IN (0, 1)),
            created_at INTEGER NOT NULL CHECK (created_at > 100000000000),
            expires_at INTEGER CHECK (expires_at > 100000000000),
            status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
            news_revision INTEGER CHECK (news_revision > 0),
            CONSTRAINT "latitude and longitude come together"
                CHECK ((latitude IS NULL) = (longitude IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX help_request_news ON help_request (news_revision)
            WHERE news_revision > 0;
        CREATE TRIGGER help_request_inserted AFTER INSERT ON help_request
        WHEN NEW.status = 'open' AND NEW.news_revision IS NULL BEGIN
            \(takesRevision)
        END;
        CREATE TRIGGER help_request_opened AFTER UPDATE OF status ON help_request
        WHEN NEW.status = 'open' AND NEW.news_revision IS NULL BEGIN
            \(takesRevision)
        END;
        """

    private static let takesRevision = """
        UPDATE news SET revision = revision + 1;
        UPDATE help_request SET news_revision = (SELECT revision FROM news) WHERE id = NEW.id;
        """
}
