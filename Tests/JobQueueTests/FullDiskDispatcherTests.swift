import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import JobQueue
import Model
import Synchronization
import Testing

/// Starts ``DispatcherOnSmallDiskTests`` where there is a small disk.
struct FullDiskDispatcherTests {
    @Test(
        "the dispatcher bears a real disk that fills up and is emptied",
        .enabled(if: SmallDisk.folder == nil, "this is the child"),
        .enabled(if: SmallDisk.obstacle == nil, "no small disk: needs root and mount namespaces"))
    func onSmallDisk() throws {
        let (status, output) = try SmallDisk.runTests("DispatcherOnSmallDiskTests", megabytes: 48)
        #expect(status == 0, "\(output)")
        #expect(output.contains("with 2 test cases passed"), "\(output)")
    }
}

/// One after the other, for they share the disk.
@Suite(
    .serialized,
    .enabled(if: SmallDisk.folder != nil, "needs a small disk: run by FullDiskDispatcherTests"))
struct DispatcherOnSmallDiskTests {
    private static let jobs = 1000

    private let disk: OnSmallDiskTests
    private let work = FillingWork(at: jobs / 2)

    init() throws { disk = try OnSmallDiskTests() }

    /// Completes each job; fills the disk inside one.
    private final class FillingWork: JobHandler {
        let kind = JobKind(name: "k", queue: "q")
        /// Signalled when the last job is done.
        let isOver = DispatchSemaphore(value: 0)
        private let fillsAt: Int
        private let done = Mutex<[Int64]>([])
        private let filler = Mutex<String?>(nil)

        init(at count: Int) { fillsAt = count }

        var ids: [Int64] { done.withLock { $0 } }

        func fill(_ path: String) { filler.withLock { $0 = path } }

        func run(_ job: Job, in context: JobContext) throws -> JobEnd {
            let count = done.withLock { done in
                done.append(job.id)
                return done.count
            }
            let path = filler.withLock { $0 }
            if count == fillsAt, let path { OnSmallDiskTests.fill(path) }
            if count == DispatcherOnSmallDiskTests.jobs { isOver.signal() }
            return .completed()
        }
    }

    @Test(
        "on a full disk nothing is lost or begun, and it goes on by itself when there is room",
        arguments: [1, 8])
    func fillsUp(batch: Int) throws {
        let file = try OnSmallDiskTests.open(disk.path)
        let reserve = disk.reserve()
        let ticks = CommitTicks(file, reserve: reserve, logger: disk.log.logger)
        let dispatcher = try dispatcher(ticks, reserve, batch: batch)
        #expect(reserve.mayBegin)
        try enqueue(ticks)
        let filler = disk.folder.appendingPathComponent("filler").path
        work.fill(filler)

        // The disk fills up inside a job; the reserve's time stands still, so that the lanes run into it unwarned.
        #expect(try dispatcher.drain() == ["q": "the disk is almost full"])
        let begun = work.ids.count
        #expect((Self.jobs / 2..<Self.jobs).contains(begun))
        #expect(try disk.states(file) == ["available": Self.jobs - begun, "completed": begun])

        // As long as it is full nothing begins, however much time goes by.
        disk.time.advance(by: .seconds(1))
        #expect(try dispatcher.drain() == ["q": "the disk is almost full"])
        #expect(work.ids.count == begun)

        // A daemon that finds a full disk goes on when it is emptied, and nobody wakes it.
        dispatcher.start()
        try FileManager.default.removeItem(atPath: filler)
        disk.time.advance(by: .seconds(1))
        #expect(work.isOver.wait(timeout: .now() + 60) == .success)
        #expect(dispatcher.stop(grace: .seconds(60)))
        #expect(try disk.states(file) == ["completed": Self.jobs])
        #expect(Set(work.ids).count == Self.jobs)
        #expect(work.ids.count == Self.jobs)
        #expect(disk.log.notices.count == 1)
        let check = try file.reader().read {
            try String.fetchOne($0, sql: "PRAGMA integrity_check")
        }
        #expect(check == "ok")
        try FileManager.default.removeItem(at: disk.folder)
    }

    private func dispatcher(_ ticks: CommitTicks, _ reserve: DiskReserve, batch: Int) throws
        -> Dispatcher
    {
        var guards = Dispatcher.Guards()
        guards.hasRoom = { reserve.mayBegin }
        let dispatcher = Dispatcher(
            ticks: ticks, clock: StandingClock(at: .wednesday).clock,
            duties: Duties(
                lifecycles: [work],
                queues: [QueueSetup(name: "q", lanes: 1, ahead: batch, batch: batch)],
                calendar: .amsterdam),
            guards: guards, worker: "test", logger: disk.log.logger)
        try dispatcher.prepare()
        return dispatcher
    }

    private func enqueue(_ ticks: CommitTicks) throws {
        try ticks.write { db in
            for _ in 0..<Self.jobs {
                _ = try JobTable(db).enqueue(NewJob(kind: "k"), now: .wednesday)
            }
        }
    }
}
