import Foundation
import GRDB
import Mail
import Model

/// What a relay is for now and what went to it of late, as the database tells it; nobody is asked.
struct RelayStatus: Codable, Equatable {
    /// What a relay is for now.
    enum Standing: String, Codable {
        /// Letters go to it.
        case inUse = "in use"
        /// It gets letters when those before it are paused.
        case standBy = "stand-by"
        /// It is left alone, but for a letter now and then that tries whether it is back.
        case paused
    }

    /// As the configuration has it, without user and password.
    let url: String
    /// When the last letter was handed over, or given up; nil without one among those planned in the week before.
    let lastAt: Date?
    /// What became of that letter.
    let lastOutcome: LetterOutcome?
    /// How many letters it accepted in the 24 hours before.
    let accepted: Int
    /// The server's answer to that letter, or what it said later when it let none in; addresses taken out.
    let lastAnswer: String?
    /// Letters a second since it refused by rate; nil when it has not of late.
    let learnedRate: Double?
    let standing: Standing
    /// Since when it is paused; nil when it is not.
    let pausedAt: Date?
    /// When it is tried again; nil when it is not paused.
    let probeAt: Date?
    /// Why it was paused last, with its answer; empty when it never was.
    let lastFailure: String

    /// All relays in the order of the configuration.
    static func all(_ relays: [RelaySettings], now: Date, _ db: Database) throws -> [RelayStatus] {
        let known = try RelayListing.all(in: db)
        var isTaken = false
        return try relays.map { relay in
            let listing = (try? relay.transport().name).flatMap { known[$0] }
            let isOpen = listing?.pausedAt == nil
            defer { isTaken = isTaken || isOpen }
            let standing: Standing = isOpen ? (isTaken ? .standBy : .inUse) : .paused
            return try RelayStatus(relay, standing, listing, now: now, db)
        }
    }

    /// - Parameters:
    ///   - now: What was settled later does not count.
    private init(
        _ relay: RelaySettings, _ standing: Standing, _ listing: RelayListing?, now: Date,
        _ db: Database
    ) throws {
        self.standing = standing
        pausedAt = listing?.pausedAt
        probeAt = listing?.probeAt
        lastFailure = listing?.reason ?? ""
        url = relay.url.text
        let row = try Row.fetchOne(
            db, sql: Self.sql,
            arguments: [
                // A relay that this version has no transport for has no letters.
                "relay": try? relay.transport().name, "now": now.unixMilliseconds,
                "day": now.addingTimeInterval(-86_400).unixMilliseconds,
                "week": now.addingTimeInterval(-7 * 86_400).unixMilliseconds,
            ])
        lastAt = (row?[0] as Int64?).map(Date.init(unixMilliseconds:))
        lastOutcome = (row?[1] as String?).flatMap(LetterOutcome.init(rawValue:))
        accepted = row?[2] ?? 0
        learnedRate = listing?.learnedRate
        let isNewer = listing?.repliedAt ?? .distantPast > lastAt ?? .distantPast
        lastAnswer = isNewer ? listing?.reply : row?[3]
    }

    /// `outcome` and `reply` come from the row with the latest time (<https://sqlite.org/lang_select.html#bareagg>). The index on
    /// `planned_at` keeps it to a week of letters in a table of a year.
    private static let sql = """
        SELECT max(settled_at), outcome,
            count(*) FILTER (WHERE outcome = 'accepted' AND settled_at > :day), reply
        FROM letter WHERE planned_at >= :week AND relay = :relay AND settled_at <= :now
        """
}
