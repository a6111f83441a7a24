/// Where the time of the sessions goes, all sessions together: sums since the start, by the monotonic clock.
///
/// With four sessions side by side, four seconds pass in it for each that passes on the wall.
public struct DeliveryTimes: Equatable, Sendable {
    /// How many messages were settled, whatever their outcome.
    public internal(set) var messages = 0
    /// Reading the letter and its facts, rendering and composing.
    public internal(set) var writing: Duration = .zero
    /// From the message in hand to its outcome: the relay's time, and that of the library that talks to it.
    public internal(set) var sending: Duration = .zero
    /// Waiting until the outcome is durable, together with the claim of the next letter.
    public internal(set) var committing: Duration = .zero

    /// Of nothing at all.
    public init() {}

    static func += (sum: inout DeliveryTimes, more: DeliveryTimes) {
        sum.messages += more.messages
        sum.writing += more.writing
        sum.sending += more.sending
        sum.committing += more.committing
    }
}

/// Tells how long each step of a session took. Belongs to one session.
struct LapWatch {
    private var began = ContinuousClock.now

    /// The time since the lap before, or since the watch was made.
    mutating func lap() -> Duration {
        let now = ContinuousClock.now
        defer { began = now }
        return now - began
    }
}
