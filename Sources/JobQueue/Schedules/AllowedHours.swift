public import Model

/// A part of the day, every day, such as `07:00-21:30`; `22:00-06:00` goes over midnight.
public struct AllowedHours: Equatable, Sendable, CustomStringConvertible {
    /// The first minute of it.
    public let from: LocalTime
    /// The minute after the last one.
    public let until: LocalTime

    /// Nil when both are the same: then it would be all of the day, or nothing.
    public init?(from: LocalTime, until: LocalTime) {
        guard from != until else { return nil }
        self.from = from
        self.until = until
    }

    public func contains(_ time: LocalTime) -> Bool {
        from < until ? from <= time && time < until : from <= time || time < until
    }

    /// As the configuration writes it.
    public var description: String { "\(from)-\(until)" }
}
