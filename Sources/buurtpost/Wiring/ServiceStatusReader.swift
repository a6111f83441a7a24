import Foundation
import GRDB
import JobQueue

/// Reads what ``ServiceStatus`` tells, on a connection of its own that can only read.
struct ServiceStatusReader {
    private let reader: DatabaseQueue

    /// - Throws: `StoreError`.
    init(_ database: DatabaseFile) throws {
        reader = try database.reader()
    }

    /// How things stand at `now`; nil in place of the counts when the tables cannot be read.
    func status(now: Date, closed: [ClosedQueue], notice: String?) -> ServiceStatus {
        let read = try? reader.read {
            try ServiceStatus(now: now, closed: closed, notice: notice, $0)
        }
        return read ?? ServiceStatus(waiting: nil, closed: closed, notice: notice)
    }
}
