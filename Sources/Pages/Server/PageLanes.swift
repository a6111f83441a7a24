@preconcurrency import Dispatch
import GRDB
import JobQueue
import Synchronization

/// The threads on which pages are made: the server's own must never wait for a disk.
///
/// Each lane is a serial queue with a read-only connection of its own.
final class PageLanes: Sendable {
    /// More requests than this do not wait: they are told to come back.
    private static let mostWaiting = 512

    private let lanes: [(queue: DispatchQueue, desk: PageDesk)]
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var waiting = 0
    }

    /// - Throws: `StoreError` when the database cannot be read.
    init(
        _ count: Int, database: DatabaseFile, ticks: CommitTicks,
        wake: @escaping @Sendable () -> Void
    ) throws {
        lanes = try (0..<count).map { number in
            (
                DispatchQueue(label: "buurtpost.pages.\(number)"),
                PageDesk(reader: try database.reader(), ticks: ticks, wake: wake)
            )
        }
    }

    /// Runs `work` on one of the lanes; nil when too many wait already.
    func run<T: Sendable>(_ work: @escaping @Sendable (PageDesk) -> T) async -> T? {
        guard let lane = enter() else { return nil }
        return await withCheckedContinuation { continuation in
            lane.queue.async {
                let result = work(lane.desk)
                self.state.withLock { $0.waiting -= 1 }
                continuation.resume(returning: result)
            }
        }
    }

    private func enter() -> (queue: DispatchQueue, desk: PageDesk)? {
        state.withLock { state in
            guard state.waiting < Self.mostWaiting else { return nil }
            state.waiting += 1
            state.next = (state.next + 1) % lanes.count
            return lanes[state.next]
        }
    }
}
