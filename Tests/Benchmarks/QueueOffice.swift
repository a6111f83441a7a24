import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Synchronization

/// A daemon whose jobs do nothing.
final class QueueOffice: Sendable {
    /// The kind of job that does nothing but note when it began.
    final class Nothing: JobHandler {
        let kind = JobKind(name: "nothing", queue: "nothing")
        private let times = Mutex<[Int64: UInt64]>([:])

        /// Monotonic nanoseconds by job.
        var begun: [Int64: UInt64] { times.withLock { $0 } }

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            let now = MonotonicTime.now
            times.withLock { $0[job.id] = now }
            return .completed()
        }
    }

    let nothing = Nothing()
    private let file: DatabaseFile
    private let dispatcher: Dispatcher

    /// - Parameters:
    ///   - jobs: So many jobs wait from the start.
    init(path: String, jobs: Int = 0, lanes: Int = 16, ahead: Int = 16, batch: Int = 1) throws {
        file = try DatabaseFile(path: path, migrator: Town.migrator)
        try Self.enqueue(jobs, file)
        dispatcher = Dispatcher(
            ticks: CommitTicks(file, logger: .silent), clock: .system,
            duties: Duties(
                lifecycles: [nothing],
                queues: [QueueSetup(name: "nothing", lanes: lanes, ahead: ahead, batch: batch)],
                calendar: SampleTown.calendar), worker: "benchmark", logger: .silent)
    }

    func start() throws {
        try dispatcher.prepare()
        dispatcher.start()
    }

    func drain() throws {
        try dispatcher.prepare()
        _ = try dispatcher.drain()
    }

    func stop() { dispatcher.stop(grace: .seconds(10)) }

    /// How many jobs have begun.
    var count: Int { nothing.begun.count }

    private static func enqueue(_ jobs: Int, _ file: DatabaseFile) throws {
        let slice = 1000
        for begin in stride(from: 0, to: jobs, by: slice) {
            try file.writer.write { db in
                for _ in begin..<min(begin + slice, jobs) {
                    let job = NewJob(kind: "nothing", queue: "nothing", maxAttempts: 5)
                    _ = try JobTable(db).enqueue(job, now: Office.moment)
                }
            }
        }
    }
}
