public import GRDB
public import Model

/// Somebody with an account on the platform: a row of the table `resident`.
///
/// The row belongs to two parties: the platform (through `residents.csv`) and the reader (through the links in
/// a letter). ``Importer`` says who wins.
public struct Resident: FetchableRecord, Equatable, Sendable {
    /// How often the digest comes. Raw values stand in `resident.digest` and in the file.
    public enum Digest: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case daily, weekly
        /// Not called `none`, which would read as a missing optional.
        case never = "none"
    }

    /// When a reminder of an event comes, unless ``Resident/reminderHours`` says it more exactly.
    public enum Reminders: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case dayBefore = "day-before"
        case sameDay = "same-day"
        case both
        case never = "none"
    }

    /// What a resident does for the platform. A connector is a *buurtverbinder*, a steward a *beheerder*, the
    /// desk the *balie*.
    public enum Role: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case resident, connector, steward, desk
    }

    /// Whether letters may be sent: to `active` residents only.
    public enum Status: String, CaseIterable, Sendable, DatabaseValueConvertible {
        case active, unconfirmed, unsubscribed, bounced
    }

    /// Our own number: what links, letters and logs carry.
    public let id: Int64
    /// The platform's id, any text.
    public let externalID: String
    public let givenName: String
    public let familyName: String
    /// In the form that `EmailAddress` writes; nil when the platform knows none.
    public let email: String?
    public let phone: String
    /// nil: the platform's language.
    public let language: Language?
    /// nil: the platform's form.
    public let addressForm: AddressForm?
    public let postalCode: String
    /// Degrees north, -90...90; nil together with ``longitude``.
    public let latitude: Double?
    /// Degrees east, -180...180.
    public let longitude: Double?
    public let neighbourhood: String
    public let interests: [String]
    public let skills: [String]
    /// Parts of the week such as `mo-morning`.
    public let availability: [String]
    public let isHelper: Bool
    /// Metres; nil: no limit was given.
    public let maxDistance: Int?
    public let maxAsksPerMonth: Int?
    /// Unix milliseconds; no question to help before it.
    public let pausedUntil: Int64?
    /// When the certificate of conduct (VOG) was seen.
    public let vogSeenOn: LocalDate?
    public let digest: Digest
    /// The reader's hour: the digest is handed over before it.
    public let digestTime: LocalTime
    /// The day of a weekly digest, 1 (Monday)...7.
    public let digestDay: Int
    public let reminders: Reminders
    /// Hours before the start, falling; when there are any they win over ``reminders``.
    public let reminderHours: [Int]
    public let role: Role
    public let status: Status
    /// Unix milliseconds.
    public let joinedAt: Int64?

    public init(row: Row) throws {
        id = row["id"]
        externalID = row["external_id"]
        givenName = row["given_name"]
        familyName = row["family_name"]
        email = row["email"]
        phone = row["phone"]
        language = (row["language"] as String?).flatMap(Language.init(rawValue:))
        addressForm = (row["address_form"] as String?).flatMap(AddressForm.init(rawValue:))
        postalCode = row["postal_code"]
        latitude = row["latitude"]
        longitude = row["longitude"]
        neighbourhood = row["neighbourhood"]
        interests = CellList.split(row["interests"])
        skills = CellList.split(row["skills"])
        availability = CellList.split(row["availability"])
        isHelper = row["helper"]
        maxDistance = row["max_distance_m"]
        maxAsksPerMonth = row["max_asks_per_month"]
        pausedUntil = row["paused_until"]
        vogSeenOn = (row["vog_seen_on"] as String?).flatMap { LocalDate($0) }
        digest = row["digest"]
        digestTime = LocalTime(minute: row["digest_minute"])
        digestDay = row["digest_day"]
        reminders = row["reminders"]
        reminderHours = CellList.split(row["reminder_hours"]).compactMap { Int($0) }
        role = row["role"]
        status = row["status"]
        joinedAt = row["joined_at"]
    }
}

extension Resident {
    /// The resident with our own number, or nil.
    public static func find(_ id: Int64, in db: Database) throws -> Resident? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM resident WHERE id = ?"), arguments: [id])
    }

    /// The resident with the platform's id, or nil; how a post's `author` is resolved.
    public static func find(externalID: String, in db: Database) throws -> Resident? {
        try fetchOne(
            db.cachedStatement(sql: "SELECT * FROM resident WHERE external_id = ?"),
            arguments: [externalID])
    }

    /// The reader chose another rhythm. It stays until the platform itself says something new about the same
    /// column; a second call changes nothing more.
    ///
    /// - Returns: false when there is no such resident.
    public static func choose(_ digest: Digest, for id: Int64, in db: Database) throws -> Bool {
        try db.execute(
            sql: "UPDATE resident SET digest = ? WHERE id = ?", arguments: [digest, id])
        return db.changesCount > 0
    }
}
