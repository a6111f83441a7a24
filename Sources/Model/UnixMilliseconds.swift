public import Foundation

/// Times stand in the database as whole milliseconds since 1970-01-01T00:00:00Z.
extension Date {
    /// Milliseconds since 1970, the nearest ones: what was read from a table comes back as the same number. Rounded down,
    /// it would lose one whenever the number has no exact counterpart in floating point.
    public var unixMilliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    public init(unixMilliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(unixMilliseconds) / 1000)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    public var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Seconds with their fraction.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
