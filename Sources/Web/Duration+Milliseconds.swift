extension Duration {
    /// At least 1: 0 means "no limit" to libcurl.
    var wholeMilliseconds: Int {
        let (seconds, rest) = components
        return max(1, Int(seconds) * 1000 + Int(rest / 1_000_000_000_000_000))
    }
}
