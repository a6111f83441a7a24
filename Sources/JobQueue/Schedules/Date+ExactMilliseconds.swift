import Foundation

extension Date {
    /// Unix milliseconds, the nearest ones: what was read from the table comes back as the same number. Rounding down
    /// would lose one whenever the number has no exact counterpart in floating point.
    var exactMilliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
