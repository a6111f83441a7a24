import Foundation
import GRDB
import JobQueue
import Logging

/// Opens the database of an installation for a change beside the daemon, which sees the commit by itself.
///
/// Nothing is made or brought up to date: that is for the daemon and for `import`.
///
/// - Throws: `StoreError`.
func open(_ configuration: Configuration) throws -> DatabaseFile {
    let (path, migrator) = (configuration.database, Schema.migrator)
    try DatabaseFile.look(path: path, migrator: migrator).close()
    return try DatabaseFile(path: path, migrator: migrator)
}

/// Changes the database of an installation in one transaction.
///
/// - Throws: What `body` throws, `StoreError`, or `SQLITE_BUSY` after ten seconds of waiting for another writer; then
///   nothing is changed.
func change<T>(_ configuration: Configuration, _ body: (Database) throws -> T) throws -> T {
    let database = try open(configuration)
    return try database.writer.writeWithoutTransaction { db in
        var value: T?
        try db.inTransaction(.immediate) {
            value = try body(db)
            return .commit
        }
        // The transaction above either threw or has set it.
        return value!
    }
}

/// Whether a daemon, or something like it, has the database; nil when this user may not know.
func isServed(_ configuration: Configuration) -> Bool? {
    try? DatabaseLock.isHeld(database: configuration.database)
}
