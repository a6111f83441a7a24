public import Foundation
public import GRDB

/// One relay as an operator sees it: whether it is left alone, since when and why.
public struct RelayListing: Codable, Equatable, Sendable {
    /// Since when it is left alone; nil when it is not.
    public let pausedAt: Date?
    /// From when on one letter tries whether it is back; nil when it is not paused.
    public let probeAt: Date?
    /// Why it was paused last, with its answer, addresses taken out; empty when it never was.
    public let reason: String
    /// How often it was paused since letters got through.
    public let failures: Int
    /// Letters a second since it refused by rate; nil when it has not of late.
    public let learnedRate: Double?
    /// What it answered last when it did not let a letter in; nil when it never did.
    public let reply: String?
    public let repliedAt: Date?

    /// The relays that have ever failed or have a rate, by name (``MailTransport/name``).
    public static func all(in db: Database) throws -> [String: RelayListing] {
        try RelayTable(db).all().mapValues(RelayListing.init)
    }

    private init(_ entry: RelayTable.Entry) {
        let health = entry.health
        pausedAt = health.pausedAt
        probeAt = health.probeAt
        reason = health.reason
        failures = health.failures
        learnedRate = entry.learned?.perSecond
        (reply, repliedAt) = (entry.reply, entry.repliedAt)
    }
}
