/// How long to leave a relay alone that does not take mail: doubling, as long as nothing gets through.
enum RelayBackOff {
    static let longest: Duration = .seconds(900)

    /// - Parameters:
    ///   - failures: How often it failed in a row, 1 for the first time.
    ///   - first: The wait after the first time.
    static func wait(afterFailures failures: Int, first: Duration) -> Duration {
        min(first * Double(1 << min(max(failures, 1) - 1, 20)), longest)
    }
}
