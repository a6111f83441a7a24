public import GRDB
public import Logging

extension Database {
    /// Runs what somebody else hangs on a transition, in a savepoint inside the transaction.
    ///
    /// What the database cannot take (no room, locked, damaged) is thrown: the whole transaction is tried again. A fault
    /// of the hook's own would come again every time, so it is undone and logged, and the transition stands.
    ///
    /// - Parameters:
    ///   - logger: Told of faults; `metadata` says whose, without an address.
    public func hook(
        _ logger: Logger, _ metadata: @autoclosure () -> Logger.Metadata, _ work: () throws -> Void
    ) throws {
        do {
            try inCachedSavepoint(work)
        } catch let error as DatabaseError where !Self.faults.contains(error.resultCode) {
            throw error
        } catch {
            var metadata = metadata()
            metadata["error"] = "\(error)"
            logger.error("a hook failed and is left out", metadata: metadata)
        }
    }

    /// As `inSavepoint`, with statements that are prepared once. Inside a transaction only.
    ///
    /// - Throws: What `work` throws; then nothing of it is written. When SQLite had to undo the whole transaction
    ///   (<https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>), it is undone.
    func inCachedSavepoint(_ work: () throws -> Void) throws {
        try cachedStatement(sql: "SAVEPOINT alone").execute()
        do {
            try work()
        } catch {
            if isInsideTransaction {
                try cachedStatement(sql: "ROLLBACK TO alone").execute()
                try cachedStatement(sql: "RELEASE alone").execute()
            }
            throw error
        }
        try cachedStatement(sql: "RELEASE alone").execute()
    }

    /// Errors of a statement, not of the file.
    private static let faults: [ResultCode] = [
        .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE,
        .SQLITE_MISUSE,
    ]
}
