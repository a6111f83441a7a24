import Dispatch
public import Foundation

/// A queue that no lane works on now, because what its jobs need is away.
public struct ClosedQueue: Equatable, Sendable {
    public let name: String
    /// When it was first closed without a lane having ended well since.
    public let since: Date

    public init(name: String, since: Date) {
        self.name = name
        self.since = since
    }
}

/// Which queues nothing is claimed from now, and why.
struct ClosedQueues {
    private var until: [String: DispatchTime] = [:]
    private var because: [String: String] = [:]
    private var since: [String: Date] = [:]
    private var paused: [String: String] = [:]

    /// By queue: those that are closed for a while and those that an operator has paused.
    var reasons: [String: String] { because.merging(paused) { _, paused in paused } }

    func isOpen(_ name: String) -> Bool { until[name] == nil }

    func isPaused(_ name: String) -> Bool { paused[name] != nil }

    mutating func setPaused(_ queues: [String: String]) { paused = queues }

    /// Those that are closed for a while, by name.
    var all: [ClosedQueue] {
        until.keys.sorted().map { ClosedQueue(name: $0, since: since[$0] ?? .distantPast) }
    }

    /// A lane of it has ended well.
    mutating func succeeded(_ name: String) { since[name] = nil }

    /// - Parameter now: By the clock on the wall, for people.
    /// - Returns: Whether it was open until now.
    mutating func close(
        _ name: String, until time: DispatchTime, because reason: String, now: Date
    ) -> Bool {
        defer {
            since[name] = since[name] ?? now
            until[name] = time
            because[name] = reason
        }
        return isOpen(name)
    }

    /// - Returns: Whether it is open from now on; not when it was closed again for longer.
    mutating func reopen(_ name: String, now: DispatchTime) -> Bool {
        guard let time = until[name], time <= now else { return false }
        until[name] = nil
        because[name] = nil
        return true
    }
}
