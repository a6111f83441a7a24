/// How long a feed that fails is left in peace.
struct FeedPatience {
    private static let longest = Duration.seconds(86_400)

    /// Twice as long after each failure, a day at most; what the server asks for counts, up to a day.
    ///
    /// Half an interval less than a multiple of `every`, or else the next occurrence of the schedule, which begins as
    /// punctually as this one, would come a moment too early and be lost.
    ///
    /// - Parameters:
    ///   - failures: In a row, 1 or more.
    ///   - retryAfter: Seconds the server asked to wait.
    static func wait(after failures: Int, every: Duration, retryAfter: Int?) -> Duration {
        let doubled = every * (1 << min(failures - 1, 20)) - every / 2
        let asked = Duration.seconds(min(retryAfter ?? 0, 86_400))
        return max(min(doubled, longest), asked)
    }
}
