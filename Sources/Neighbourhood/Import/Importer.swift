public import Foundation
public import GRDB
public import Links
public import Model

/// Brings an exchange folder into the database.
///
/// The folder is the platform's word about its residents, organisations, posts, events, polls, registrations and
/// help requests. Readers and
/// stewards change the same rows here. So a column is written only when the file says another value than it
/// said last time about that row: what was changed here stays until the platform itself says something new. A
/// row or column that is missing from a file changes nothing.
///
/// Files are read in the order residents, organisations, posts, events, polls, registrations, help requests; any of them may be absent. They
/// refer to each other by the platform's ids, which are looked up when they are needed, so neither the order nor
/// the subset matters. A bad row is refused and the others go in.
///
/// Rows are written in short transactions with pauses between them. A run that was killed is simply run
/// again: what is in is recognised, and the end is the same. Two runs at the same time do no harm either.
///
/// Memory: one piece of a file, one slice of rows, and the ids of the file that is being read.
public struct Importer: Sendable {
    let database: any DatabaseWriter
    let erasureKey: SecretKey
    let now: Date
    let pause: @Sendable (Duration) throws -> Void
    let progress: @Sendable (ImportProgress) -> Void
    let tables: [ImportTable]
    var slice = ImportSlice()
    private var isDryRun = false

    /// - Parameters:
    ///   - database: With the tables of ``NeighbourhoodSchema``.
    ///   - erasureKey: The key under which erased persons are known.
    ///   - now: The time of the import: when a post without a time was published.
    ///   - calendar: The platform's clock: what floating times in `events.ics` mean.
    ///   - pause: Called between two transactions with the time to stay off the lock, at least 2 ms. What it
    ///     throws ends the import; what was committed stays.
    ///   - progress: Called after every slice.
    public init(
        database: any DatabaseWriter, erasureKey: SecretKey, now: Date, calendar: LocalCalendar,
        pause: @escaping @Sendable (Duration) throws -> Void,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) {
        self.init(
            database: database, erasureKey: erasureKey, now: now, tables: Self.tables(calendar),
            pause: pause, progress: progress)
    }

    init(
        database: any DatabaseWriter, erasureKey: SecretKey, now: Date, tables: [ImportTable],
        pause: @escaping @Sendable (Duration) throws -> Void,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) {
        self.database = database
        self.erasureKey = erasureKey
        self.now = now
        self.tables = tables
        self.pause = pause
        self.progress = progress
    }

    /// All files that are read, in this order.
    static func tables(_ calendar: LocalCalendar) -> [ImportTable] {
        let events = EventImport.table { try ICSRowSource(file: $0, calendar: calendar) }
        return [
            ResidentImport.table, OrganisationImport.table, PostImport.table, events,
            PollImport.table, RegistrationImport.table, HelpRequestImport.table,
        ]
    }

    /// Imports what lies in the folder.
    ///
    /// - Parameters:
    ///   - folder: Files are known by their names; others are reported.
    ///   - dryRun: Whether only to report what would be done. Each slice is written and rolled back, so that the
    ///     tables' own rules are heard too. That gives the report of a real run because a row is written by its
    ///     own id alone and an id is taken once per file: no slice depends on what an earlier one wrote.
    /// - Throws: ``ImportError`` when the folder cannot be listed, `DatabaseError` when the database fails,
    ///   and what `pause` throws.
    public func run(folder: URL, dryRun: Bool = false) throws -> ImportReport {
        var run = self
        run.isDryRun = dryRun
        let folder = try ExchangeFolder(folder, tables: tables)
        let files = try folder.files.map { try run.read($0.url, into: $0.table) }
        return ImportReport(files: files, unknownFiles: folder.unknown)
    }

    private func read(_ url: URL, into table: ImportTable) throws -> ImportFileReport {
        do {
            var file = try FileImport(self, table: table, url: url)
            return try file.run()
        } catch let error as UnreadableFile {
            var report = ImportFileReport(file: table.file)
            report.add(error.refusal(of: table.file))
            return report
        }
    }

    var milliseconds: Int64 { Int64((now.timeIntervalSince1970 * 1000).rounded(.down)) }

    /// Runs `body` in a transaction (BEGIN IMMEDIATE), then stays off the lock for a while. In a dry run the
    /// transaction is rolled back.
    func transaction<T>(_ body: (Database) throws -> T) throws -> T {
        var bodyEnded = ContinuousClock.now
        let result = try database.writeWithoutTransaction { db in
            var result: T?
            try db.inTransaction(.immediate) {
                result = try body(db)
                bodyEnded = ContinuousClock.now
                return isDryRun ? .rollback : .commit
            }
            return result
        }
        try pause(ImportSlice.pause(afterCommit: ContinuousClock.now - bodyEnded))
        guard let result else { preconditionFailure("a transaction ended without its result") }
        return result
    }
}
