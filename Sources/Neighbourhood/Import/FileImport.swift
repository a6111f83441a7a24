import Foundation
import GRDB

/// One file on its way into its table.
struct FileImport {
    private let importer: Importer
    private let writer: RowWriter
    private let table: ImportTable
    private var source: any RowSource
    private var firstLines: [String: Int] = [:]
    private var report: ImportFileReport

    /// - Throws: ``UnreadableFile``.
    init(_ importer: Importer, table: ImportTable, url: URL) throws {
        self.importer = importer
        self.table = table
        source = try Self.open(url, as: table)
        report = ImportFileReport(file: table.file)
        writer = RowWriter(
            table: table, erasureKey: importer.erasureKey, now: importer.milliseconds)
    }

    /// - Parameter source: Rows that are no file's.
    init(_ importer: Importer, table: ImportTable, source: any RowSource) {
        self.importer = importer
        self.table = table
        self.source = source
        report = ImportFileReport(file: table.file)
        writer = RowWriter(
            table: table, erasureKey: importer.erasureKey, now: importer.milliseconds)
    }

    /// The ids that were read, refused rows' too.
    var ids: Set<String> { Set(firstLines.keys) }

    private static func open(_ url: URL, as table: ImportTable) throws -> any RowSource {
        try UnreadableFile.check(url)
        do {
            return try table.open(url)
        } catch {
            throw UnreadableFile(reason: "may not be read; check its owner and mode")
        }
    }

    /// Reads the file to its end, or to where reading breaks off: then the last refusal says so.
    mutating func run() throws -> ImportFileReport {
        do {
            while let batch = try readBatch() { try take(batch) }
            if report.taken > 0 { try completeFirstLoad() }
        } catch let error as UnreadableFile {
            report.add(error.refusal(of: table.file))
        }
        report.sortRefusals()
        report.unknownColumns = source.unknownColumns.map {
            UnknownName($0, known: table.columns.map(\.name))
        }
        return report
    }

    private mutating func take(_ batch: ImportBatch) throws {
        let differing = try differing(batch.rows)
        try write(differing.compactMap { try read($0) })
        importer.progress(ImportProgress(file: table.file, rows: rowsSoFar))
    }

    private var rowsSoFar: Int { report.taken + report.refusedCount }

    /// Nil at the end of the file. Refused rows are in the report already.
    private mutating func readBatch() throws -> ImportBatch? {
        var batch = ImportBatch()
        while !batch.isFull(importer.slice) {
            switch try nextReading() {
            case .row(let row): if isAcceptable(row) { batch.append(row) }
            case .refused(let refusal): report.add(refusal)
            case nil: return batch.rows.isEmpty ? nil : batch
            }
        }
        return batch
    }

    private mutating func nextReading() throws -> RowReading? {
        do {
            return try source.next()
        } catch {
            throw UnreadableFile(reason: "broke off while it was read; check the disk")
        }
    }

    /// An id that occurs twice counts the first time, even if that row was refused for something else: which of
    /// the two the platform meant, only the platform knows.
    private mutating func isAcceptable(_ row: ImportRow) -> Bool {
        if let flaw = table.flaw(ofID: row.id) {
            report.add(row.refusal("id \(flaw)", in: table.file, at: "id"))
            return false
        }
        if let first = firstLines[row.id] {
            let reason = "id occurs on line \(first) already; leave one of the two rows out"
            report.add(row.refusal(reason, in: table.file, at: "id"))
            return false
        }
        firstLines[row.id] = row.line
        return true
    }

    /// The rows that say something else than last time. Reading needs no write lock, so a file that says
    /// nothing new disturbs nobody.
    private mutating func differing(_ rows: [ImportRow]) throws -> [ImportRow] {
        let found = try importer.database.read { db in
            try rows.filter { try !writer.isRemembered($0, in: db) }
        }
        report.same += rows.count - found.count
        return found
    }

    /// Nil when a cell is bad: then the refusal is in the report.
    private mutating func read(_ row: ImportRow) throws -> ReadRow? {
        do {
            return try writer.read(row)
        } catch let refusal as Refusal {
            report.add(refusal)
            return nil
        }
    }

    private mutating func write(_ rows: [ReadRow]) throws {
        var rest = rows[...]
        while !rest.isEmpty {
            let outcomes = try importer.transaction { db in try writeSlice(rest, in: db) }
            rest = rest.dropFirst(outcomes.count)
            for outcome in outcomes { count(outcome) }
        }
    }

    /// Writes rows until the slice's time is over, one at least.
    private func writeSlice(
        _ rows: ArraySlice<ReadRow>, in db: Database
    ) throws -> [RowWriter.Outcome] {
        let begin = ContinuousClock.now
        try FirstLoad(file: table.file).begin(in: db)
        var outcomes: [RowWriter.Outcome] = []
        for row in rows {
            outcomes.append(try writer.write(row, in: db))
            if ContinuousClock.now - begin >= importer.slice.time { break }
        }
        return outcomes
    }

    private mutating func count(_ outcome: RowWriter.Outcome) {
        switch outcome {
        case .added: report.added += 1
        case .changed: report.changed += 1
        case .same: report.same += 1
        case .refused(let refusal): report.add(refusal)
        }
    }

    private func completeFirstLoad() throws {
        let load = FirstLoad(file: table.file)
        guard try importer.database.read({ try load.isUnderWay(in: $0) }) else { return }
        try importer.transaction { try load.complete(at: importer.milliseconds, in: $0) }
    }
}
