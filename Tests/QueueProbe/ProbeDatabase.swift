import ArgumentParser
import Foundation
import GRDB
import JobQueue

/// The options by which all commands find the database, and their own death.
struct ProbeDatabase: ParsableArguments {
    @Argument(help: "The database file; it is made when it does not exist.")
    var path: String

    @Option(help: "SIGKILL itself before its K-th commit reaches the log, counted from 1.")
    var dieBeforeCommit: Int?

    @Option(help: "SIGKILL itself right after its K-th commit, before anybody hears of it.")
    var dieAfterCommit: Int?

    /// Counts all commits of the connection, those that make the tables included.
    func open(lock: DatabaseLock? = nil) throws -> DatabaseFile {
        let death = CommitDeath(before: dieBeforeCommit, after: dieAfterCommit)
        var migrator = DatabaseMigrator()
        // The first connection that there is: on a new file this runs before the tables are made.
        migrator.registerMigration("probe-0-death") { db in death.watch(db) }
        QueueSchema.register(in: &migrator)
        ProbeSchema.register(in: &migrator)
        let file = try DatabaseFile(path: path, migrator: migrator, lock: lock)
        file.writer.inDatabase { db in death.watch(db) }
        return file
    }
}
