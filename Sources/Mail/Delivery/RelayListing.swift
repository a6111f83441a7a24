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

    /// The relays that have ever failed or have a rate, by name (``MailTransport/name``).
    public static func all(in db: Database) throws -> [String: RelayListing] {
        try RelayTable(db).all().mapValues { RelayListing($0.health) }
    }

    private init(_ health: RelayHealth) {
        pausedAt = health.pausedAt
        probeAt = health.probeAt
        reason = health.reason
        failures = health.failures
    }
}
