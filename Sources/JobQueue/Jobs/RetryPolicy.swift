import Model

/// How long to wait before the next try: doubling, with jitter, up to a limit.
public struct RetryPolicy: Equatable, Sendable {
    /// Before the second attempt. The default is 15 s.
    public var first: Duration = .seconds(15)
    /// The longest wait, before jitter. The default is 1 h.
    public var longest: Duration = .seconds(3600)
    /// How far a wait may be off either way, 0...1. The default is 0.1: jobs that failed together come back apart.
    public var jitter: Double = 0.1

    public init() {}

    /// The wait after `attempt` has failed.
    ///
    /// - Parameters:
    ///   - attempt: 1 for the first try.
    ///   - chance: A random number in 0..<1; 0.5 gives the wait without jitter.
    public func wait(afterAttempt attempt: Int, chance: Double) -> Duration {
        precondition(attempt >= 1, "attempts count from 1")
        let doubled = first.seconds * Double(1 << min(attempt - 1, 40))
        let plain = min(doubled, longest.seconds)
        return .milliseconds(Int64(plain * (1 + jitter * (2 * chance - 1)) * 1000))
    }
}
