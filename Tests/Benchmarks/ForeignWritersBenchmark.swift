import BuurtpostTestKit
import Foundation

/// How long other programs wait for the lock, without us and beside a daemon that works at full speed; and how much of
/// its speed that costs.
struct ForeignWritersBenchmark {
    let seconds: Double
    private let folder = TemporaryFolder()
    private static let writers = 3

    init(seconds: Double) { self.seconds = seconds }

    func run() throws {
        try work(besides: nil)
        for rate in [200, 0] {
            try write(rate: rate)
            try work(besides: rate)
        }
        try newcomer()
    }

    private func write(rate: Int) throws {
        let path = folder.path("alone\(rate).db")
        let office = try QueueOffice(path: path)
        let rows = try ForeignWriters(
            Self.writers, database: path, rate: rate, seconds: seconds
        ).rows()
        withExtendedLifetime(office) {}
        report("\(name(rate)), alone", line(rows))
    }

    /// - Parameter rate: nil is no writer at all.
    private func work(besides rate: Int?) throws {
        let path = folder.path("beside\(rate ?? -1).db")
        let office = try QueueOffice(path: path, jobs: Int(20_000 * seconds))
        try office.start()
        let (rows, time) = try measured {
            guard let rate else {
                Thread.sleep(forTimeInterval: seconds)
                return [ForeignWriters.Row]()
            }
            return try ForeignWriters(
                Self.writers, database: path, rate: rate, seconds: seconds
            ).rows()
        }
        let done = speed(of: office, in: time)
        office.stop()
        report(
            rate.map { "\(name($0)), beside the daemon" } ?? "the daemon alone",
            (rate == nil ? [] : line(rows)) + [done])
    }

    /// One row a second: a program that the daemon has forgotten in between.
    private func newcomer() throws {
        let path = folder.path("newcomer.db")
        let office = try QueueOffice(path: path, jobs: Int(20_000 * seconds))
        try office.start()
        var rows: [ForeignWriters.Row] = []
        let (_, time) = try measured {
            for _ in 0..<Int(seconds / 2.5) {
                rows += try ForeignWriters(1, database: path, rate: 1, seconds: 0.1).rows()
                Thread.sleep(forTimeInterval: 2.3)
            }
        }
        let done = speed(of: office, in: time)
        office.stop()
        report("a writer after a pause, beside the daemon", line(rows) + [done])
    }

    private func speed(of office: QueueOffice, in time: Duration) -> String {
        rate(office.count, time, "jobs")
    }

    private func name(_ rate: Int) -> String {
        rate == 0
            ? "\(Self.writers) writers without a pause"
            : "\(Self.writers) writers, \(rate) rows/s each"
    }

    private func line(_ rows: [ForeignWriters.Row]) -> [String] {
        ["\(rows.count) rows", "wait " + rows.map(\.wait).percentiles]
    }
}
