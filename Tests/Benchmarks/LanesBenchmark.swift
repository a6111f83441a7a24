import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue

/// Lanes that begin and finish jobs which do nothing, through the dispatcher and its ticks, against a plain loop of prepared
/// statements on SQLite's C interface that only claims and finishes, sixteen a transaction.
struct LanesBenchmark {
    let rounds: Int
    private let folder = TemporaryFolder()
    private static let jobs = 40_000

    init(rounds: Int) { self.rounds = rounds }

    /// How many lanes, and how many jobs each begins and ends in one commit.
    private static let shapes = [(lanes: 1, batch: 16), (2, 16), (16, 1)]

    func run() throws {
        for shape in Self.shapes { try compare(shape) }
    }

    private func compare(_ shape: (lanes: Int, batch: Int)) throws {
        var (times, costs): ([Double], [Double]) = ([], [])
        let name = "\(shape.lanes) lanes, \(shape.batch) a commit"
        for _ in 0..<rounds {
            let (plain, lanes) = (try plain(), try lanes(shape))
            report("plain, 16 a transaction", plain.text)
            report(name, lanes.text)
            times.append(plain.time / lanes.time)
            costs.append(lanes.processor / plain.processor)
        }
        report("\(name) / plain SQLite: jobs a second", [times.spread])
        report("\(name) / plain SQLite: processor time a job", [costs.spread])
    }

    private func plain() throws -> Cost {
        let path = folder.path("\(UUID().uuidString).db")
        try DatabaseFile(path: path, migrator: Town.migrator).writer.close()
        let queue = try RawQueue(path: path)
        for _ in 0..<(Self.jobs / 500) { try queue.enqueue(500) }
        return try Cost { while try queue.finishAndClaim(16) > 0 {} }
    }

    private func lanes(_ shape: (lanes: Int, batch: Int)) throws -> Cost {
        let office = try QueueOffice(
            path: folder.path("\(UUID().uuidString).db"), jobs: Self.jobs, lanes: shape.lanes,
            batch: shape.batch)
        let cost = try Cost { try office.drain() }
        precondition(office.count == Self.jobs, "every job ran")
        return cost
    }

    /// What a run of the jobs took.
    private struct Cost {
        let time: Duration
        let processor: Duration

        init(_ run: () throws -> Void) rethrows {
            let before = processorTime()
            time = try measured(run).time
            processor = processorTime() - before
        }

        var text: [String] {
            let each = processor.inSeconds * 1e6 / Double(LanesBenchmark.jobs)
            return [
                rate(LanesBenchmark.jobs, time, "jobs"), "\(each.rounded(1)) µs of processor a job",
            ]
        }
    }
}
