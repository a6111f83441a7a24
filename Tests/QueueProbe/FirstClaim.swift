import Foundation
import Synchronization

/// Says once when the first job was claimed, begun and committed: `first-claim NANOSECONDS`.
///
/// CLOCK_MONOTONIC counts from one point for all processes of a machine (clock_gettime(2)), so who started this
/// process can take the difference to the moment before.
final class FirstClaim: Sendable {
    private let isSaid = Atomic(false)

    func sayOnce() {
        guard !isSaid.exchange(true, ordering: .relaxed) else { return }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        say("first-claim \(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))")
    }
}
