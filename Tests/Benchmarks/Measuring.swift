import Foundation

/// Runs `body` and tells how long it took, by the monotonic clock.
func measured<Result>(_ body: () throws -> Result) rethrows -> (result: Result, time: Duration) {
    let began = ContinuousClock.now
    let result = try body()
    return (result, ContinuousClock.now - began)
}

/// Processor time of this process until now, all threads: what does not depend on what else the machine does.
func processorTime() -> Duration {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return .seconds(seconds) + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
}

/// The most memory that this process had until now, in octets (getrusage(2)).
func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// Such as `1.23 s`.
    var text: String { "\(inSeconds.rounded(2)) s" }
}

extension Double {
    func rounded(_ places: Int) -> Double {
        let factor = [1.0, 10, 100, 1000][places]
        return (self * factor).rounded() / factor
    }
}

extension [Double] {
    /// - Precondition: There is one at least.
    var median: Double { sorted()[count / 2] }

    /// Of milliseconds: the middle, all but one in a hundred, and the worst.
    var percentiles: String {
        guard !isEmpty else { return "none" }
        let ordered = sorted()
        return
            "p50 \(ordered[count / 2].rounded(2)) ms, p99 \(ordered[count * 99 / 100].rounded(2)) ms,"
            + " max \(ordered[count - 1].rounded(2)) ms"
    }

    /// The median and the range, such as `0.61 [0.58...0.66]`.
    var spread: String {
        let ordered = sorted()
        return "\(median.rounded(2)) [\(ordered[0].rounded(2))...\(ordered[count - 1].rounded(2))]"
    }
}
