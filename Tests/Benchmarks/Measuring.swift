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

/// The most memory that this process had until now, in octets (proc(5), `VmHWM`; getrusage(2) would count what the process
/// was before exec, too).
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) * 1024
}

/// The memory that this process has now, in octets (proc(5), statm).
func residentMemory() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
        .split(separator: " ")
    return (fields.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * Int(getpagesize())
}

extension Office {
    /// Keeps what is planned now for ``planAgain()``.
    func keepPlan() throws {
        try write(
            """
            CREATE TABLE kept_letter AS SELECT * FROM letter WHERE outcome = 'planned';
            CREATE TABLE kept_job AS SELECT * FROM job WHERE finalized_at IS NULL;
            """)
    }

    /// Makes the database what it was at ``keepPlan()``.
    func planAgain() throws {
        try write(
            """
            DELETE FROM letter;
            DELETE FROM job;
            INSERT INTO letter SELECT * FROM kept_letter;
            INSERT INTO job SELECT * FROM kept_job;
            """)
    }
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
