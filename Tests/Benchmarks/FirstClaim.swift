import BuurtpostTestKit
import Foundation
import JobQueue
import Model
import Synchronization

/// The way from the start of a process to its first claim, and the memory it takes: measured in a process of its own.
enum FirstClaim {
    static func measure(path: String, rows: Int, rounds: Int) throws {
        var (times, memory): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            let (answer, time): (String, Duration) = try measured { try Self.answer(path) }
            let peak = Double(answer.split(separator: " ").last ?? "") ?? .nan
            times.append(time.inSeconds * 1000)
            memory.append(peak / 1_048_576)
        }
        report("process start to first job, \(rows) rows", ["\(times.spread) ms"])
        report("peak memory at the first job, \(rows) rows", ["\(memory.spread) MB"])
    }

    private static func answer(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--first-claim", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let line = pipe.fileHandleForReading.availableData
        process.waitUntilExit()
        return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// What the measured process does: takes the database over and prints, from inside the first job, its peak memory in octets.
    static func run(path: String) throws {
        let lock = try DatabaseLock(database: path)
        let file = try DatabaseFile(path: path, migrator: Town.migrator, lock: lock)
        let ran = DispatchSemaphore(value: 0)
        let dispatcher = Dispatcher(
            ticks: CommitTicks(file, logger: .silent), clock: WallClock { Office.moment },
            duties: Duties(
                lifecycles: [Witness(ran: ran)], queues: [QueueSetup(name: "mail")],
                calendar: .amsterdam), worker: UUID().uuidString, logger: .silent)
        try dispatcher.prepare()
        dispatcher.start()
        ran.wait()
        dispatcher.stop(grace: .seconds(5))
    }

    private struct Witness: JobHandler {
        let kind = JobKind(name: "letter", queue: "mail")
        let ran: DispatchSemaphore

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            FileHandle.standardOutput.write(Data("\(peakMemory()) \n".utf8))
            ran.signal()
            return .completed()
        }
    }
}
