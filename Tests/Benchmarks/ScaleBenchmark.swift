import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model

/// What the queue costs when its table is big: a claim, the way to the first claim after a start, and memory.
struct ScaleBenchmark {
    let rounds: Int

    private static let sizes = [1000, 1_000_000, 5_000_000]
    private static let claims = 200
    private static let moment = Office.moment

    private let folder = TemporaryFolder()

    init(rounds: Int) { self.rounds = rounds }

    func run() throws {
        let files = try Self.sizes.map { try table(rows: $0) }
        try compareSizes(files)
        try compareClosed(files[0])
        for (size, file) in zip(Self.sizes, files).dropFirst() {
            try FirstClaim.measure(path: file.path, rows: size, rounds: rounds)
        }
    }

    // MARK: Tables

    /// A table with that many rows: half of them finished, of the others half due and half for later.
    private func table(rows: Int) throws -> DatabaseFile {
        let file = try DatabaseFile(path: folder.path("\(rows).db"), migrator: Town.migrator)
        for start in stride(from: 0, to: rows, by: 500_000) {
            try file.writer.write { db in
                try db.execute(
                    sql: Self.fill, arguments: [start, min(start + 500_000, rows), Self.now])
            }
        }
        _ = try file.writer.writeWithoutTransaction { db in
            try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return file
    }

    private static var now: Int64 { moment.unixMilliseconds }

    private static let fill = """
        WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
        INSERT INTO job (kind, args, queue, state, scheduled_at, created_at, max_attempts, finalized_at)
        SELECT 'letter', json_object('letter', i), 'mail',
            CASE WHEN i % 4 < 2 THEN 'completed' ELSE 'available' END,
            ?3 + CASE i % 4 WHEN 2 THEN -i ELSE 86400000 + i END, ?3 - 86400000, 50,
            CASE WHEN i % 4 < 2 THEN ?3 - i END
        FROM n
        """

    // MARK: Claims

    private func compareSizes(_ files: [DatabaseFile]) throws {
        var times: [[Double]] = Self.sizes.map { _ in [] }
        for _ in 0..<rounds {
            for (index, file) in files.enumerated() { times[index].append(try claimTime(file)) }
        }
        for (size, times) in zip(Self.sizes, times) {
            report("claim of one job, \(size) rows", ["\(times.spread) µs"])
        }
    }

    private func compareClosed(_ file: DatabaseFile) throws {
        var ratios: [Double] = []
        for _ in 0..<rounds {
            let without = try claimTime(file)
            try file.writer.write { db in
                try db.execute(
                    sql: """
                        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
                        INSERT INTO job (kind, queue, scheduled_at, created_at, max_attempts)
                        SELECT 'letter', 'mail/closed', ?1 - i, ?1, 50 FROM n
                        """, arguments: [Self.now])
            }
            ratios.append(try claimTime(file) / without)
            try file.writer.write { db in
                try db.execute(sql: "DELETE FROM job WHERE queue = 'mail/closed'")
            }
        }
        report("claim beside 100,000 due jobs in a closed queue / without", [ratios.spread])
    }

    /// In microseconds, one at a time, in one transaction that is undone.
    private func claimTime(_ file: DatabaseFile) throws -> Double {
        var time = Duration.zero
        try file.writer.write { db in
            let table = JobTable(db)
            try db.inSavepoint {
                time = try measured {
                    for _ in 0..<Self.claims {
                        _ = try table.claim(
                            queue: "mail", limit: 1, worker: "w", now: Self.moment,
                            leaseEndsAt: Self.moment + 900)
                    }
                }.time
                return .rollback
            }
        }
        return time.inSeconds / Double(Self.claims) * 1e6
    }
}
