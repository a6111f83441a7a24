public import Foundation
public import GRDB
import Model

/// How many letters leave in a second when there is much to do: measured, smoothed and kept over restarts.
public struct DeliveryRate {
    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// What is reckoned with before anything was measured: a slow relay.
    public static let unmeasured = 10.0

    /// Letters per second.
    public func perSecond() throws -> Double {
        try Double.fetchOne(db, sql: "SELECT per_second FROM delivery_rate") ?? Self.unmeasured
    }

    /// Letters per second that a plan can reckon with now: what was measured, and no more than the rate, configured or
    /// learned, of the relay that letters go to: the first that is not paused, else the first.
    ///
    /// - Parameter relays: In the order of preference. None is no limit.
    public func perSecond(through relays: [RelayAllowance]) throws -> Double {
        let known = try RelayTable(db).all()
        let inUse = relays.first { known[$0.name]?.health.isPaused != true } ?? relays.first
        let limits = [
            try perSecond(), inUse?.ratePerSecond,
            inUse.flatMap { known[$0.name]?.learned?.perSecond },
        ]
        return limits.compactMap(\.self).min() ?? Self.unmeasured
    }

    /// Adds a measurement; the newest weighs a third.
    ///
    /// - Parameters:
    ///   - letters: How many left, at least 1.
    ///   - seconds: In how much real time, all sessions together.
    public func add(letters: Int, seconds: Double, now: Date) throws {
        let measured = Double(letters) / max(seconds, 0.001)
        try db.execute(
            sql: """
                INSERT INTO delivery_rate (id, per_second, measured_at) VALUES (1, :rate, :now)
                ON CONFLICT (id) DO UPDATE SET per_second = per_second + (:rate - per_second) / 3,
                    measured_at = :now
                """,
            arguments: ["rate": measured, "now": now.unixMilliseconds])
    }
}
