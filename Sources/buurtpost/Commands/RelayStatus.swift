import Foundation
import GRDB
import Mail
import Model

/// What went to a relay of late, as the letters tell it; nobody is asked.
struct RelayStatus: Codable, Equatable {
    /// As the configuration has it, without user and password.
    let url: String
    /// When the last letter was handed over, or given up; nil without one among those planned in the week before.
    let lastAt: Date?
    /// What became of that letter.
    let lastOutcome: LetterOutcome?
    /// How many letters it accepted in the 24 hours before.
    let accepted: Int

    /// - Parameters:
    ///   - now: What was settled later does not count.
    init(_ relay: RelaySettings, now: Date, _ db: Database) throws {
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
    }

    /// `outcome` comes from the row with the latest time (<https://sqlite.org/lang_select.html#bareagg>). The index on
    /// `planned_at` keeps it to a week of letters in a table of a year.
    private static let sql = """
        SELECT max(settled_at), outcome,
            count(*) FILTER (WHERE outcome = 'accepted' AND settled_at > :day)
        FROM letter WHERE planned_at >= :week AND relay = :relay AND settled_at <= :now
        """
}
