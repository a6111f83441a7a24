import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model

/// A folder with the database and the work file of probes, and what can be read in it after they died.
struct Wreck {
    let folder = TemporaryFolder()
    /// The folder that holds the database and nothing else.
    let store: URL

    /// - Parameter original: A database to begin with, that nobody has open. The default is none.
    init(copying original: String? = nil) throws {
        store = folder.url.appendingPathComponent("store")
        try FileManager.default.createDirectory(at: store, withIntermediateDirectories: false)
        if let original { try FileManager.default.copyItem(atPath: original, toPath: database) }
    }

    var database: String { store.appendingPathComponent("probe.db").path }
    var workFile: String { folder.path("work") }

    /// An attempt whose work was done or whose end was recorded.
    struct Attempt: Hashable {
        let job: Int64
        let attempt: Int
        let worker: String
    }

    /// Starts a probe with `command` on this folder.
    func start(
        _ command: String, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let work = command == "enqueue" ? [] : ["--work", workFile]
        return try QueueProbe.start(
            [command, database] + work + arguments, in: folder, environment: environment)
    }

    /// Reads with a connection of its own, which is closed afterwards.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.readonly = true
        let reader = try DatabaseQueue(path: database, configuration: configuration)
        defer { try? reader.close() }
        return try reader.read(body)
    }

    /// Writes as another program on the host would, with a connection of its own.
    func write<T>(_ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let writer = try DatabaseQueue(path: database, configuration: configuration)
        defer { try? writer.close() }
        return try writer.write(body)
    }

    /// Enqueues a job by hand, where a probe has made the tables.
    ///
    /// - Returns: Whether it was new.
    func enqueue(_ key: String, kind: String, args: String = "{}") throws -> Bool {
        try write { db in
            let job = NewJob(kind: kind, args: args, uniqueKey: key)
            guard case .inserted = try JobTable(db).enqueue(job, now: WallClock.system.now()) else {
                return false
            }
            return true
        }
    }

    /// The job with a unique key.
    func job(_ key: String) throws -> JobRecord {
        let job = try read { db in
            try Int64.fetchOne(db, sql: "SELECT id FROM job WHERE unique_key = ?", arguments: [key])
                .flatMap { try JobTable(db).record($0) }
        }
        guard let job else { throw CocoaError(.fileNoSuchFile) }
        return job
    }

    /// The keys of the jobs that crashes were counted against.
    func blamed() throws -> Set<String> {
        try read {
            try String.fetchSet(
                $0, sql: "SELECT coalesce(unique_key, id) FROM job WHERE crashes > 0")
        }
    }

    /// `ok` when the file is whole.
    func integrity() throws -> String {
        try read { try String.fetchOne($0, sql: "PRAGMA integrity_check") ?? "" }
    }

    /// All that was done, in order; a job stands there once for each time it was worked on.
    func work() throws -> [Attempt] {
        try String(contentsOfFile: workFile, encoding: .utf8).split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let job = Int64(words[0]), let attempt = Int(words[1]) else {
                throw CocoaError(.fileReadCorruptFile)
            }
            return Attempt(job: job, attempt: attempt, worker: String(words[2]))
        }
    }

    /// All ends that were recorded by a worker, in order.
    func proofs() throws -> [Attempt] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT job, attempt, worker FROM proof WHERE worker <> 'queue' ORDER BY id"
            ).map { Attempt(job: $0[0], attempt: $0[1], worker: $0[2]) }
        }
    }

    /// How often work was done without a record of its end.
    func unrecorded() throws -> Int { try work().count - proofs().count }

    /// What no death may ever leave behind, in words: a file that is not whole, a job that answers for a death, a
    /// database that was taken for a copy.
    func faults() throws -> [String] {
        let paused = try numbers("SELECT paused_at FROM queue WHERE paused_at IS NOT NULL")
        let integrity = try integrity()
        let blamed = try blamed().sorted()
        return (integrity == "ok" ? [] : [integrity]) + blamed.map { "\($0) is blamed" }
            + paused.map { "a queue was paused at \($0)" }
    }

    private func numbers(_ sql: String) throws -> [Int64] {
        try read { try Int64.fetchAll($0, sql: sql) }
    }

    /// The keys of the scripted jobs that were enqueued; none when there is no table yet.
    func scripted() throws -> Set<String> {
        try read { db in
            guard try db.tableExists("scripted") else { return [] }
            return try String.fetchSet(db, sql: "SELECT key FROM scripted")
        }
    }

    /// The unique keys of all jobs; none when there is no table yet.
    func keys() throws -> Set<String> {
        try read { db in
            guard try db.tableExists("job") else { return [] }
            return try String.fetchSet(
                db, sql: "SELECT unique_key FROM job WHERE unique_key IS NOT NULL")
        }
    }

    /// The unique keys of the jobs in other states than `state`.
    func keys(notIn state: String) throws -> Set<String> {
        try read { db in
            try String.fetchSet(
                db, sql: "SELECT coalesce(unique_key, id) FROM job WHERE state <> ?",
                arguments: [state])
        }
    }

    /// How long the work file is; 0 when there is none yet.
    func workSize() -> UInt64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: workFile)
        return (attributes?[.size] as? UInt64) ?? 0
    }

    /// How many lines the work file has behind its first `size` octets.
    func lines(after size: UInt64) throws -> Int {
        guard workSize() > size else { return 0 }
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: workFile))
        defer { try? file.close() }
        try file.seek(toOffset: size)
        return try file.readToEnd()?.count { $0 == UInt8(ascii: "\n") } ?? 0
    }

    /// The jobs that came to a final state more than once.
    func finishedTwice() throws -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT job FROM proof WHERE state IN ('completed', 'cancelled', 'discarded')
                    GROUP BY job HAVING count(*) > 1
                    """)
        }
    }
}
