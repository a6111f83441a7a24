/// How long one message may keep a connection waiting. Reads the monotonic clock only.
struct WaitLimit {
    private let stall: Duration
    private let message: Duration
    private var messageEnds: ContinuousClock.Instant

    /// The message's time begins now.
    init(stall: Duration, message: Duration) {
        self.stall = stall
        self.message = message
        messageEnds = .now + message
    }

    /// Runs `body` with the time standing still.
    mutating func pausing<Result>(_ body: () -> Result) -> Result {
        let start = ContinuousClock.now
        defer { messageEnds += .now - start }
        return body()
    }

    /// One wait, which begins now: until when, and what it is called when it was in vain.
    var next: (end: ContinuousClock.Instant, cut: StallWatch.Cut) {
        let stallEnds = ContinuousClock.now + stall
        return stallEnds < messageEnds
            ? (stallEnds, .stalled(stall)) : (messageEnds, .tooSlow(message))
    }
}
