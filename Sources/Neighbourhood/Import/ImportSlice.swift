import GRDB

/// How much is written in one transaction, so that others get the lock between two.
struct ImportSlice: Sendable {
    /// Rows of one transaction at most. The default is 500.
    var rows = 500
    /// How long a transaction takes in more rows. The default is 5 ms.
    var time = Duration.milliseconds(5)
    /// Octets of the rows that are held in memory at a time. The default is 1 MiB.
    var octets = 1_048_576

    /// How long to stay off the lock after a commit: SQLite's lock is not fair, and who commits back to back
    /// starves the others.
    static func pause(afterCommit commit: Duration) -> Duration {
        max(.milliseconds(2), commit * 2)
    }
}
