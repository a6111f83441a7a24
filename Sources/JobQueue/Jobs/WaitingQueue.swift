public import Foundation

/// A queue in which a job waits, named as other programs wrote it.
public struct WaitingQueue: Equatable, Sendable {
    /// The value of `job.queue` as octets: text in SQLite may hold NUL, and octets that are no UTF-8.
    public let octets: Data
    /// The same as a name; nil when it cannot be one, and then it is nobody's queue.
    public let name: String?

    init(octets: Data) {
        self.octets = octets
        name = octets.contains(0) ? nil : String(validating: octets, as: UTF8.self)
    }
}
