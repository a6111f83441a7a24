public import GRDB

/// A question to the neighbourhood: a row of the table `poll`.
public struct Poll: FetchableRecord, Equatable, Sendable {
    /// Our own number.
    public let id: Int64
    /// The platform's id, any text.
    public let externalID: String
    /// One line.
    public let question: String
    public let options: [String]
    public let neighbourhood: String
    /// Unix milliseconds; nil: open from the start.
    public let opensAt: Int64?
    /// Unix milliseconds, later than ``opensAt``; nil: open without end.
    public let closesAt: Int64?
    /// http or https, or "".
    public let url: String
    /// What came out, or "".
    public let result: String
    /// What was done with it, or "".
    public let followUp: String

    public init(row: Row) throws {
        id = row["id"]
        externalID = row["external_id"]
        question = row["question"]
        options = CellList.split(row["options"])
        neighbourhood = row["neighbourhood"]
        opensAt = row["opens_at"]
        closesAt = row["closes_at"]
        url = row["url"]
        result = row["result"]
        followUp = row["follow_up"]
    }
}

extension Poll {
    /// The poll with our own number, or nil.
    public static func find(_ id: Int64, in db: Database) throws -> Poll? {
        try fetchOne(db.cachedStatement(sql: "SELECT * FROM poll WHERE id = ?"), arguments: [id])
    }

    /// The polls in which one can vote at `instant` (Unix milliseconds), those that close first coming first.
    public static func open(at instant: Int64, in db: Database) throws -> [Poll] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM poll
                    WHERE (opens_at IS NULL OR opens_at <= :now)
                      AND (closes_at IS NULL OR closes_at > :now)
                    ORDER BY closes_at IS NULL, closes_at, id
                    """),
            arguments: ["now": instant])
    }
}
