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
            try inSavepoint {
                try work()
                return .commit
            }
        } catch let error as DatabaseError where !Self.faults.contains(error.resultCode) {
            throw error
        } catch {
            var metadata = metadata()
            metadata["error"] = "\(error)"
            logger.error("a hook failed and is left out", metadata: metadata)
        }
    }

    /// Errors of a statement, not of the file.
    private static let faults: [ResultCode] = [
        .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE,
        .SQLITE_MISUSE,
    ]
}
