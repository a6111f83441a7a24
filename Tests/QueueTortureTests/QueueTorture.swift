import Foundation
import Testing

/// Processes that die, disks that fail. One test at a time: each keeps the machine busy by itself.
@Suite(.serialized, .timeLimit(.minutes(30)))
enum QueueTorture {
    /// `make long` runs everything at its full length.
    static let isLong = ProcessInfo.processInfo.environment["BUURTPOST_LONG"] == "1"
}
