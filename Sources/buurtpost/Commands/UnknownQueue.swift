import Foundation
import GRDB
import JobQueue
import Model

/// A queue that nothing can be set for.
enum UnknownQueue: Error, Equatable, CustomStringConvertible {
    case unknown(String, nearest: String?, known: [String])
    /// The daemon itself moves what is in it.
    case notForWork(String)

    var description: String {
        switch self {
        case .unknown(let name, let nearest, let known):
            "there is no queue '\(name)'\(nearest.map { "; did you mean '\($0)'?" } ?? ".") "
                + "There \(known.count == 1 ? "is" : "are") \(known.isEmpty ? "none yet" : known.joined(separator: ", ")). "
                + "With --force it is set all the same, for jobs that are yet to come"
        case .notForWork(let name):
            "nothing can be set for '\(name)': jobs pass through it on their way to the queue of their kind; name that one"
        }
    }

    /// - Parameter force: Whether a queue that is not there yet will do.
    /// - Throws: ``UnknownQueue``.
    static func check(_ name: String, force: Bool, now: Date, _ db: Database) throws {
        if name == JobTable.inbox || name == JobTable.held { throw notForWork(name) }
        if force { return }
        let known = try QueueTable(db).list(now: now).map(\.name)
            .filter { $0 != JobTable.inbox && $0 != JobTable.held }
        if known.contains(name) { return }
        throw unknown(name, nearest: NearestName.of(name, in: known), known: known)
    }
}
