import GRDB
import Mail
import Model
import Neighbourhood

/// Somebody whose turn it is, with what decides about the digest.
struct DigestReader: Equatable, Sendable {
    let resident: Int64
    let minute: Int
    /// `daily` or `weekly`.
    let frequency: Resident.Digest
    /// The day of a weekly digest, 1 (Monday)...7.
    let day: Int
    /// nil before the first digest.
    let watermark: Int64?
    /// nil when there is none.
    let address: String?
    /// Unix milliseconds; nil when there is no holiday.
    let pausedUntil: Int64?
    let taste: ReaderTaste
    /// The platform's id.
    let externalID: String
    /// Separated by `|`, as in the table.
    let skills: String
    /// Where the reader lives; nil when it is not known.
    let home: Place?
    /// Metres; nil: no limit was given.
    let maxDistance: Int?

    /// As in the column `letter.recipient`.
    var recipient: String { "resident/\(resident)" }

    /// Whether there is a digest on `date` by the reader's rhythm.
    func reads(on date: LocalDate) -> Bool { frequency == .daily || day == date.weekday }

    /// What ``init(row:)`` reads, with `r` for `resident` and `d` for `digest_reader`.
    static let columns = """
        r.id, r.digest_minute, r.digest, r.digest_day, d.watermark, r.email, r.paused_until,
        r.neighbourhood, r.interests, r.external_id, r.skills, r.latitude, r.longitude, r.max_distance_m
        """

    init(row: Row) {
        resident = row[0]
        minute = row[1]
        frequency = row[2]
        day = row[3]
        watermark = row[4]
        address = row[5]
        pausedUntil = row[6]
        taste = ReaderTaste(neighbourhood: row[7], interests: row[8])
        externalID = row[9]
        skills = row[10]
        home = (row[11] as Double?).flatMap { north in
            (row[12] as Double?).map { Place(latitude: north, longitude: $0) }
        }
        maxDistance = row[13]
    }
}

/// What makes two readers' news the same: where they live and what they like.
struct ReaderTaste: Hashable, Sendable {
    var neighbourhood = ""
    /// Separated by `|`, as in the table.
    var interests = ""

    /// The interests in small letters. One that is the category of an item, or a word of its title, is met.
    var terms: Set<String> {
        Set(interests.lowercased().split(separator: "|").map(String.init))
    }
}

extension DigestReader {
    /// Whether there is a letter or a reason for none on `date` already.
    func hasLetter(on date: LocalDate, in db: Database) throws -> Bool {
        try LetterTable(db).find(.digest, recipient: recipient, occasion: date.description) != nil
    }
}
