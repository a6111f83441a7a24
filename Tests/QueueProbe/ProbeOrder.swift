import Foundation
import GRDB
import JobQueue
import Logging
import Model

/// What a job of kind ``ProbeKind/order`` does to another one.
enum ProbeOrder: String, Decodable {
    /// An operator's.
    case cancel, discard, retry
    /// Another program's UPDATE.
    case request

    /// Does nothing when there is no job with `key` (any more).
    func carryOut(on key: String, now: Date, _ logger: Logger, _ db: Database) throws {
        let find = "SELECT id FROM job WHERE unique_key = ?"
        guard let id = try Int64.fetchOne(db, sql: find, arguments: [key]) else { return }
        let control = JobControl(
            lifecycles: ProbeKind.allCases.map { ProbeLifecycle(kind: $0.kind) }, logger: logger)
        switch self {
        case .cancel: _ = try control.cancel(id, now: now, in: db)
        case .discard: _ = try control.discard(id, because: "not needed", now: now, in: db)
        case .retry: _ = try control.retry(id, now: now, in: db)
        case .request:
            try db.execute(
                sql: "UPDATE job SET cancel_requested_at = ? WHERE id = ?",
                arguments: [now.unixMilliseconds, id])
        }
    }
}
