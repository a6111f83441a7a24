public import GRDB
public import Model

/// What a resident decides about their own mail. Each stays until the platform itself says something
/// new about the same column; a second call changes nothing more.
public struct ResidentChoices: Equatable, Sendable {
    public var digest: Resident.Digest
    public var digestTime: LocalTime
    /// 1 (Monday)...7.
    public var digestDay: Int
    public var reminders: Resident.Reminders
    public var isHelper: Bool
    public var interests: [String]
    /// nil: the platform's.
    public var language: Language?
    /// nil: the platform's.
    public var addressForm: AddressForm?
    /// Unix milliseconds; nil: no pause.
    public var pausedUntil: Int64?

    /// As they are now.
    public init(_ resident: Resident) {
        digest = resident.digest
        digestTime = resident.digestTime
        digestDay = resident.digestDay
        reminders = resident.reminders
        isHelper = resident.isHelper
        interests = resident.interests
        language = resident.language
        addressForm = resident.addressForm
        pausedUntil = resident.pausedUntil
    }

    /// Writes them down.
    ///
    /// - Returns: false when there is no such resident.
    @discardableResult
    public func save(for id: Int64, in db: Database) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE resident SET digest = :digest, digest_minute = :minute, digest_day = :day,
                    reminders = :reminders, helper = :helper, interests = :interests,
                    language = :language, address_form = :form, paused_until = :paused
                WHERE id = :id
                """,
            arguments: [
                "digest": digest, "minute": digestTime.minute, "day": digestDay,
                "reminders": reminders, "helper": isHelper,
                "interests": interests.joined(separator: "|"), "language": language?.rawValue,
                "form": addressForm?.rawValue, "paused": pausedUntil, "id": id,
            ])
        return db.changesCount > 0
    }
}

extension Resident {
    /// Changes whether letters may be sent; a second call changes nothing more.
    ///
    /// - Parameter former: Only a resident in one of these states is changed.
    /// - Returns: Whether something changed.
    @discardableResult
    public static func setStatus(
        _ status: Status, of id: Int64, from former: [Status], in db: Database
    ) throws -> Bool {
        guard let found = try find(id, in: db), former.contains(found.status) else { return false }
        try db.execute(
            sql: "UPDATE resident SET status = ? WHERE id = ?", arguments: [status, id])
        return true
    }

    /// Those who have not said yet that their address is theirs, by id.
    public static func unconfirmed(
        after id: Int64, limit: Int, in db: Database
    ) throws -> [Resident] {
        try fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM resident
                    WHERE status = 'unconfirmed' AND email IS NOT NULL AND id > ?
                    ORDER BY id LIMIT ?
                    """), arguments: [id, limit])
    }

    /// What residents say that interests them, each once, sorted; at most `limit`.
    public static func knownInterests(limit: Int, in db: Database) throws -> [String] {
        let lists = try String.fetchAll(
            db, sql: "SELECT DISTINCT interests FROM resident WHERE interests <> '' LIMIT 5000")
        return Array(Set(lists.flatMap(CellList.split)).sorted().prefix(limit))
    }
}
