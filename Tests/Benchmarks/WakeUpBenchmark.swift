import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import JobQueue
import Synchronization

/// How soon a row that another process has committed is read here, and how soon its job begins.
struct WakeUpBenchmark {
    let seconds: Double
    private let folder = TemporaryFolder()

    init(seconds: Double) { self.seconds = seconds }

    func run() throws {
        try idle()
        try reading(writers: 3, rate: 60)
        try beginning(rate: 20)
    }

    /// What watching costs while nothing happens.
    private func idle() throws {
        let office = try QueueOffice(path: folder.path("idle.db"))
        try office.start()
        Thread.sleep(forTimeInterval: 0.5)
        let before = processorTime()
        Thread.sleep(forTimeInterval: seconds)
        let share = (processorTime() - before).inSeconds / seconds
        office.stop()
        report("idle", ["\((share * 100).rounded(3)) % of a core"])
    }

    private func reading(writers: Int, rate: Int) throws {
        let path = folder.path("reading.db")
        let file = try DatabaseFile(path: path, migrator: Town.migrator)
        let ticks = CommitTicks(file, logger: .silent)
        let reading = RowReader(try file.reader())
        ticks.onForeignCommit { reading.look() }
        let before = processorTime()
        let rows = try ForeignWriters(writers, database: path, rate: rate, seconds: seconds).rows()
        let cost = (processorTime() - before).inSeconds / seconds
        Thread.sleep(forTimeInterval: 1.5)
        let seen = reading.seen()
        latencies(
            "commit in another process to our read, \(writers * rate) rows/s", rows, seen,
            ["\((cost * 100).rounded(1)) % of a core"])
        withExtendedLifetime(ticks) {}
    }

    private func beginning(rate: Int) throws {
        let path = folder.path("beginning.db")
        let office = try QueueOffice(path: path)
        try office.start()
        let rows = try ForeignWriters(1, database: path, rate: rate, seconds: seconds).rows()
        Thread.sleep(forTimeInterval: 1.5)
        office.stop()
        latencies(
            "commit in another process to the start of its job, \(rate) rows/s", rows,
            office.nothing.begun, [])
    }

    private func latencies(
        _ name: String, _ rows: [ForeignWriters.Row], _ seen: [Int64: UInt64], _ more: [String]
    ) {
        // A row can be read before the writer has had its answer: that is no time at all.
        let times = rows.compactMap { row in
            seen[row.id].map { $0 > row.committed ? Double($0 - row.committed) / 1e6 : 0 }
        }
        let missed = rows.count - times.count
        let late = times.count { $0 > 500 }
        report(
            name,
            [
                "\(rows.count) rows", times.percentiles, "missed \(missed)",
                "left to the poll \(late)",
            ]
                + more)
    }
}

/// Reads rows by id and notes when.
private final class RowReader: Sendable {
    private let reader: DatabaseQueue
    private let queue = DispatchQueue(label: "benchmark.reader", qos: .userInitiated)
    private let times = Mutex<[Int64: UInt64]>([:])
    private let last = Mutex<Int64>(0)

    init(_ reader: DatabaseQueue) { self.reader = reader }

    func look() {
        queue.async { self.read() }
    }

    func seen() -> [Int64: UInt64] { times.withLock { $0 } }

    private func read() {
        let last = last.withLock { $0 }
        let ids = try! reader.read {
            try Int64.fetchAll(
                $0.cachedStatement(sql: "SELECT id FROM job WHERE id > ? ORDER BY id"),
                arguments: [last])
        }
        let now = MonotonicTime.now
        times.withLock { times in for id in ids { times[id] = now } }
        if let newest = ids.last { self.last.withLock { $0 = newest } }
    }
}
