/// A time of day on the clock on the wall, to the minute, such as `06:30`.
public struct LocalTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes after 00:00, 0...1439.
    public let minute: Int

    /// - Precondition: `minute` lies in 0...1439.
    public init(minute: Int) {
        precondition((0..<1440).contains(minute), "no such minute of the day: \(minute)")
        self.minute = minute
    }

    /// Reads `HH:MM` (`H:MM` too) from 00:00 to 23:59; nil when it is something else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        self.minute = hour * 60 + minute
    }

    public static func < (left: LocalTime, right: LocalTime) -> Bool { left.minute < right.minute }

    /// `HH:MM`.
    public var description: String {
        let hour = minute / 60
        let rest = minute % 60
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}
