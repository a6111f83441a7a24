import Foundation
public import GRDB

/// The one database file: made, opened and checked so that what is committed stays.
///
/// - WAL with `synchronous=FULL`: a commit is on the disk when it returns (<https://sqlite.org/pragma.html#pragma_synchronous>).
/// - `auto_vacuum=INCREMENTAL` and `application_id`, set before the first table.
/// - Mode 0660, whatever the umask: other programs of the instance's group enqueue with SQL.
public struct DatabaseFile: Sendable {
    /// "buur" in ASCII, in bytes 68...71 of the file (<https://sqlite.org/fileformat.html#application_id>).
    public static let applicationID: Int64 = 0x6275_7572

    public let path: String
    /// The connection that writes. Everything that runs in a daemon goes through ``CommitTicks`` instead.
    public let writer: DatabaseQueue
    let patience: BusyPatience

    /// Opens the file, makes it first when it does not exist, and brings its tables up to date.
    ///
    /// A kill at any moment leaves a file that the next call completes: each migration is a transaction.
    ///
    /// - Parameters:
    ///   - migrator: The migrations of all modules, in a fixed order, append-only.
    ///   - lock: The database's lock when the caller holds it; else it is taken while migrations run.
    /// - Throws: ``StoreError``.
    public init(path: String, migrator: DatabaseMigrator, lock: DatabaseLock? = nil)
        throws(StoreError)
    {
        self.path = path
        try Self.createEmpty(path)
        let patience = BusyPatience()
        self.patience = patience
        do {
            writer = try DatabaseQueue(path: path, configuration: Self.configuration(patience))
            try writer.writeWithoutTransaction { db in try Self.prepare(db, path: path) }
            try Self.migrate(writer, path: path, migrator: migrator, lock: lock)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Opens another connection that can only read, for previews, dashboards and rendering.
    ///
    /// Keep no statement open between uses: it would pin the WAL.
    public func reader() throws(StoreError) -> DatabaseQueue {
        var configuration = Self.configuration(BusyPatience())
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Opens an existing database only to look at it: makes, changes and locks nothing.
    ///
    /// - Throws: ``StoreError``, also when its tables are not those of this version.
    public static func look(path: String, migrator: DatabaseMigrator) throws(StoreError)
        -> DatabaseQueue
    {
        guard access(path, F_OK) == 0 else {
            throw .unusable(
                path: path, reason: "there is none yet; import data or start the daemon first")
        }
        var configuration = configuration(BusyPatience())
        configuration.readonly = true
        do {
            let reader = try DatabaseQueue(path: path, configuration: configuration)
            try reader.read { db in try check(db, path: path, migrator: migrator) }
            return reader
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func check(_ db: Database, path: String, migrator: DatabaseMigrator) throws {
        let found = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard found == applicationID else {
            throw StoreError.foreign(path: path, applicationID: found)
        }
        guard try !migrator.hasBeenSuperseded(db) else { throw StoreError.newer(path: path) }
        guard try migrator.hasCompletedMigrations(db) else {
            throw StoreError.unusable(
                path: path,
                reason: "an older version made it; start the daemon once to bring it up to date")
        }
    }

    /// SQLite itself would create the file with mode 0644.
    private static func createEmpty(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else {
            if errno == EEXIST { return try requireWritable(path) }
            throw .system(path: path, operation: "create", code: errno)
        }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o660) == 0 else {
            throw .system(path: path, operation: "fchmod", code: errno)
        }
    }

    /// SQLite itself would only say that it is "unable to open database file". By name, without a descriptor.
    private static func requireWritable(_ path: String) throws(StoreError) {
        guard access(path, W_OK) == 0 else {
            throw .system(path: path, operation: "open for writing", code: errno)
        }
    }

    private static func configuration(_ patience: BusyPatience) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .callback { patience.wait(tries: $0) }
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -65536; PRAGMA temp_store = 2")
        }
        return configuration
    }

    private static func prepare(_ db: Database, path: String) throws {
        func value(_ pragma: String) throws -> Int64 {
            try Int64.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0
        }
        if try value("application_id") == 0, try isEmpty(db) {
            // Each writes page 1 by itself, so a kill can come in between; the next start does both again.
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        let found = try value("application_id")
        guard found == applicationID else {
            throw StoreError.foreign(path: path, applicationID: found)
        }
        // Set after opening: GRDB's own WAL set-up resets synchronous to NORMAL, without a word.
        try db.execute(
            sql: """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = 0;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA secure_delete = ON;
                """)
        try require("auto_vacuum", try value("auto_vacuum"), is: 2, path: path)
        try require("synchronous", try value("synchronous"), is: 2, path: path)
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
        guard mode == "wal" else {
            throw StoreError.unsafe(path: path, setting: "journal_mode", value: mode)
        }
    }

    /// Whether nobody has made a table yet.
    private static func isEmpty(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    }

    private static func require(_ setting: String, _ value: Int64, is wanted: Int64, path: String)
        throws(StoreError)
    {
        guard value == wanted else {
            throw .unsafe(path: path, setting: setting, value: String(value))
        }
    }

    private static func migrate(
        _ writer: DatabaseQueue, path: String, migrator: DatabaseMigrator, lock: DatabaseLock?
    ) throws {
        guard try !writer.read(migrator.hasBeenSuperseded) else {
            throw StoreError.newer(path: path)
        }
        if try writer.read(migrator.hasCompletedMigrations) { return }
        let migrating = try lock ?? DatabaseLock(database: path)
        try migrator.migrate(writer)
        withExtendedLifetime(migrating) {}
    }
}
