import BuurtpostTestKit
import Dispatch
import Foundation
import GRDB
import JobQueue
import Model
import Synchronization
import Testing

/// Starts ``OnSmallDiskTests`` where there is a small disk.
struct DiskFullTests {
    @Test(
        "the queue bears a real disk that fills up and is emptied",
        .enabled(if: SmallDisk.folder == nil, "this is the child"),
        .enabled(if: SmallDisk.obstacle == nil, "no small disk: needs root and mount namespaces"))
    func onSmallDisk() throws {
        let (status, output) = try SmallDisk.runTests(
            "JobQueueTests.OnSmallDiskTests", megabytes: 48)
        #expect(status == 0, "\(output)")
        #expect(output.contains("goes on when there is room\" passed"), "\(output)")
        #expect(output.contains("read-only file system\" passed"), "\(output)")
    }
}

/// One after the other, for they share the disk.
@Suite(
    .serialized, .enabled(if: SmallDisk.folder != nil, "needs a small disk: run by DiskFullTests"))
struct OnSmallDiskTests {
    static let lanes = 4
    static let megabyte: Int64 = 1 << 20

    let folder: URL
    let time = SteppedTime()
    let log = RecordedLog()

    init() throws {
        folder = URL(fileURLWithPath: try #require(SmallDisk.folder))
            .appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    var path: String { folder.appendingPathComponent("post.db").path }

    static func open(_ path: String) throws -> DatabaseFile {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        return try DatabaseFile(path: path, migrator: migrator)
    }

    func reserve() -> DiskReserve {
        var limits = DiskReserve.Limits()
        (limits.ballast, limits.least, limits.enough) =
            (2 * Self.megabyte, 4 * Self.megabyte, 8 * Self.megabyte)
        return DiskReserve(
            database: path, limits: limits, steady: time.now, logger: log.logger)
    }

    /// Writes until the disk takes no more.
    static func fill(_ path: String) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let bytes = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, bytes, bytes.count) > 0 {}
        close(descriptor)
    }

    /// Works on no-op jobs in four lanes until none is due or none may begin.
    func work(
        _ ticks: CommitTicks, _ reserve: DiskReserve, job: @escaping @Sendable (Job) -> Void
    ) {
        DispatchQueue.concurrentPerform(iterations: Self.lanes) { lane in
            let worker = "lane \(lane)"
            while reserve.mayBegin, let next = try? claim(ticks, worker) {
                job(next)
                if (try? finish(next, ticks, worker)) == nil {
                    Issue.record("the end of a job that had begun could not be written")
                }
            }
        }
    }

    private func claim(_ ticks: CommitTicks, _ worker: String) throws -> Job? {
        try ticks.write(repeatable: true) { db in
            let table = JobTable(db)
            let jobs = try table.claim(
                queue: "q", limit: 1, worker: worker, now: .wednesday,
                leaseEndsAt: .wednesday + 900)
            guard let job = jobs.first, try table.start(job, worker: worker, now: .wednesday)
            else { return nil }
            return job
        }
    }

    private func finish(_ job: Job, _ ticks: CommitTicks, _ worker: String) throws {
        try ticks.write(repeatable: true) { db in
            let end = try JobTable(db).finish(
                job, .completed(), worker: worker, now: .wednesday, retryAt: .wednesday)
            #expect(end == .completed)
        }
    }

    func states(_ file: DatabaseFile) throws -> [String: Int] {
        let rows = try file.writer.read {
            try Row.fetchAll($0, sql: "SELECT state, count(*) FROM job GROUP BY state")
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    @Test(
        "while the disk is full nothing is lost or begun, and it goes on when there is room")
    func fillsUp() throws {
        let file = try Self.open(path)
        let reserve = reserve()
        let ticks = CommitTicks(file, reserve: reserve, logger: log.logger)
        #expect(reserve.mayBegin)
        try ticks.write { db in
            for n in 0..<3000 {
                try db.execute(
                    sql: "INSERT INTO job (kind, queue, args, max_attempts, scheduled_at) VALUES "
                        + "('k', 'q', json_object('n', ?), 1, ?)",
                    arguments: [n, Date.wednesday.unixMilliseconds])
            }
        }
        let filler = folder.appendingPathComponent("filler").path
        let done = Mutex<[Int64]>([])

        // The disk fills up inside a job; the time stands still, so that the lanes run into it unwarned.
        work(ticks, reserve) { job in
            let count = done.withLock { done in
                done.append(job.id)
                return done.count
            }
            if count == 1000 { Self.fill(filler) }
        }
        let begun = done.withLock { $0.count }
        #expect((1000..<3000).contains(begun))
        #expect(try states(file) == ["available": 3000 - begun, "completed": begun])
        #expect(try FileManager.default.attributesOfItem(atPath: reserve.path)[.size] as? Int == 0)
        #expect(log.errors.count == 1)

        // As long as it is full nothing begins, however much time goes by.
        time.advance(by: .seconds(1))
        work(ticks, reserve) { _ in Issue.record("a job begins on a full disk") }

        try FileManager.default.removeItem(atPath: filler)
        time.advance(by: .seconds(1))
        work(ticks, reserve) { job in done.withLock { $0.append(job.id) } }
        #expect(try states(file) == ["completed": 3000])
        #expect(done.withLock { Set($0).count } == 3000)
        #expect(done.withLock { $0.count } == 3000)
        #expect(log.notices.count == 1)
        let check = try file.reader().read { db in
            try String.fetchOne(db, sql: "PRAGMA integrity_check")
        }
        #expect(check == "ok")
        #expect(reserve.mayBegin)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a daemon says why it cannot start on a read-only file system")
    func readOnly() throws {
        var file: DatabaseFile? = try Self.open(path)
        try file?.writer.close()
        file = nil
        let mount = Process()
        mount.executableURL = URL(fileURLWithPath: "/usr/bin/mount")
        mount.arguments = ["-o", "remount,ro", try #require(SmallDisk.folder)]
        try mount.run()
        mount.waitUntilExit()
        try #require(mount.terminationStatus == 0)
        #expect(
            throws: StoreError.system(path: path + ".lock", operation: "open", code: EROFS)
        ) { try DatabaseLock(database: path) }
        #expect(
            throws: StoreError.system(path: path, operation: "open for writing", code: EROFS)
        ) { try Self.open(path) }
        let other = folder.appendingPathComponent("new.db").path
        #expect(throws: StoreError.system(path: other, operation: "create", code: EROFS)) {
            try Self.open(other)
        }
    }
}
