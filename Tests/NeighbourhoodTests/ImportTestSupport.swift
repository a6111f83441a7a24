import BuurtpostTestKit
import Foundation
import GRDB
import Links

@testable import Neighbourhood

/// An exchange folder and a database of their own for one test; both are gone with this value.
final class ImportBench: Sendable {
    let database: DatabaseQueue
    let folder: URL
    static let key = SecretKey(octets: Array(1...32))!
    /// 2026-03-25 06:30 in Amsterdam.
    static let now = Date(timeIntervalSince1970: 1_774_416_600)

    /// - Parameter files: Names and contents.
    init(_ files: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        NeighbourhoodSchema.register(in: &migrator)
        try migrator.migrate(database)
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: folder.appendingPathComponent(name))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }

    /// - Parameter slice: The default gives up the clock: as many rows as the slice has, however long it takes.
    func importer(
        slice: ImportSlice = ImportSlice(time: .seconds(3600)),
        tables: [ImportTable] = Importer.tables(SampleTown.calendar),
        pause: @escaping @Sendable (Duration) throws -> Void = { _ in }
    ) -> Importer {
        var importer = Importer(
            database: database, erasureKey: Self.key, now: Self.now, tables: tables, pause: pause)
        importer.slice = slice
        return importer
    }

    @discardableResult
    func run(dryRun: Bool = false) throws -> ImportReport {
        try importer().run(folder: folder, dryRun: dryRun)
    }

    /// The report of one file of a run.
    func report(of file: String, dryRun: Bool = false) throws -> ImportFileReport? {
        try run(dryRun: dryRun).files.first { $0.file == file }
    }

    func value<Value: DatabaseValueConvertible & Sendable>(_ sql: String) throws -> Value? {
        try database.read { try Value.fetchOne($0, sql: sql) }
    }

    func execute(_ sql: String) throws { try database.write { try $0.execute(sql: sql) } }

    /// Everything an import leaves behind, in an order of its own: row ids and revisions, which depend on the
    /// order of the files, are left out.
    func contents() throws -> [String] {
        let tables = [
            "resident", "organisation", "post", "poll", "event", "import_memory", "import_file",
        ]
        return try tables.flatMap { table in
            try dump(table, without: ["id", "news_revision"])
        }
    }

    /// The rows of a table as texts, sorted.
    func dump(_ table: String, without hidden: Set<String> = []) throws -> [String] {
        try database.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
                let shown = row.filter { !hidden.contains($0.0) || table == "import_memory" }
                return table + ": " + shown.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
            }.sorted()
        }
    }
}

/// Counts, and throws when it has counted far enough: stands for a kill between two slices.
final class Fuse: @unchecked Sendable {
    // because `count` is only touched by the one import that holds the fuse, on the test's own thread.
    private(set) var count = 0
    private let limit: Int

    struct Blown: Error {}

    init(after limit: Int = .max) { self.limit = limit }

    func burn() throws {
        count += 1
        if count > limit { throw Blown() }
    }
}
