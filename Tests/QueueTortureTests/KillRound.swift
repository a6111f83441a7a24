import BuurtpostTestKit
import Foundation

/// One round: two inserters that acknowledge each job, one that inserts in bulk and a daemon, each killed when it has
/// come so far as chance decided before.
///
/// Progress is read from what they write, woken by inotify(7). The daemon is never asked for more than is in the
/// queue for certain, so a round always ends.
struct KillRound {
    static let lanes = 4
    static let daemon = ["--lanes", "\(lanes)", "--ahead", "4"]

    /// The unique keys of the jobs whose commits were acknowledged.
    private(set) var acknowledged: Set<String> = []
    /// From before the daemon was started to its first claim, in milliseconds; nil when it was killed before.
    private(set) var recovery: Double?

    private let number: Int
    private let wreck: Wreck
    private let inserters: [Inserter]
    private let daemonTarget: Int

    /// A process that enqueues `batch` jobs a commit until `target` of them are acknowledged.
    private struct Inserter {
        let name: String
        let batch: Int
        let target: Int
    }

    init(_ number: Int, in wreck: Wreck, _ random: inout SplitMix64) throws {
        self.number = number
        self.wreck = wreck
        inserters = [
            Inserter(name: "a", batch: 1, target: random.number(0...60)),
            Inserter(name: "b", batch: 1, target: random.number(0...60)),
            Inserter(name: "bulk", batch: 50, target: 50 * random.number(0...3)),
        ]
        let left = number == 1 ? 0 : try wreck.keys(notIn: "completed").count
        let certain = left + inserters.reduce(0) { $0 + $1.target }
        daemonTarget = random.number(0...certain)
    }

    /// Starts all four, kills each at its moment and waits until they are dead.
    mutating func run() throws {
        let watch = try FolderWatch(wreck.folder.url)
        let before = wreck.workSize()
        let start = ContinuousClock.monotonicNanoseconds
        let daemon = try wreck.start("run", Self.daemon)
        let processes = try inserters.map { ($0, try wreck.start("enqueue", arguments($0))) }
        var alive: [() throws -> Bool] = processes.map { inserter, process in
            { try Self.dies(process, when: Self.progress(process) >= inserter.target) }
        }
        alive.append { [wreck, daemonTarget] in
            try Self.dies(daemon, when: wreck.lines(after: before) >= daemonTarget)
        }
        try watch.wait(for: "all four to come so far") {
            alive = try alive.filter { try !$0() }
            return alive.isEmpty
        }
        for (inserter, process) in processes { try collect(inserter, process) }
        recovery = try Self.ending(daemon).firstClaim.map { Double($0 - start) / 1e6 }
    }

    private func arguments(_ inserter: Inserter) -> [String] {
        [
            "--prefix", prefix(inserter), "--batch", "\(inserter.batch)", "--count", "1000000",
        ]
    }

    private func prefix(_ inserter: Inserter) -> String { "\(number)-\(inserter.name)" }

    /// Kills `process` when it has come far enough.
    ///
    /// - Returns: Whether it has.
    private static func dies(_ process: RunningProgram, when isFarEnough: Bool) throws -> Bool {
        guard isFarEnough else {
            if process.isRunning { return false }
            throw EndedByItself(complaints: try process.wait().complaints)
        }
        process.send(SIGKILL)
        return true
    }

    private static func progress(_ process: RunningProgram) -> Int {
        process.said.last.flatMap { Int($0) } ?? 0
    }

    private mutating func collect(_ inserter: Inserter, _ process: RunningProgram) throws {
        let last = try Self.ending(process).said.last.flatMap { Int($0) } ?? 0
        guard last > 0 else { return }
        acknowledged.formUnion((1...last).map { "\(prefix(inserter))-\($0)" })
    }

    /// - Throws: ``EndedByItself`` when it was not the kill that ended it.
    private static func ending(_ process: RunningProgram) throws -> RunningProgram.Ending {
        let ending = try process.wait()
        guard ending.status == -SIGKILL else { throw EndedByItself(complaints: ending.complaints) }
        return ending
    }

    /// A process that was to be killed had ended before.
    struct EndedByItself: Error {
        let complaints: String
    }
}

extension ContinuousClock {
    /// CLOCK_MONOTONIC, which all processes of a machine share.
    fileprivate static var monotonicNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension RunningProgram.Ending {
    /// When it first claimed, in nanoseconds of CLOCK_MONOTONIC.
    fileprivate var firstClaim: Int64? {
        said.first { $0.hasPrefix("first-claim ") }
            .flatMap { Int64($0.dropFirst("first-claim ".count)) }
    }
}
