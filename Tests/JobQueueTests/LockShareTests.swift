import Dispatch
import Testing

@testable import JobQueue

struct LockShareTests {
    static let second = 1_000_000_000

    /// Commits of one millisecond as fast as allowed, for a second.
    ///
    /// - Returns: Which part of the second the lock was held.
    static func share(othersAt: Int?) -> Double {
        var share = LockShare()
        var now = DispatchTime(uptimeNanoseconds: 1)
        let end = now + .seconds(1)
        if let othersAt { share.othersCommitted(now: now + .nanoseconds(othersAt)) }
        var held = 0
        while now < end {
            now = now + .milliseconds(1)
            held += 1_000_000
            now = share.pause(held: 1_000_000, now: now) ?? now
        }
        return Double(held) / Double(second)
    }

    @Test("alone it holds the lock four fifths of the time, beside others a sixth")
    func share() {
        #expect((0.79...0.82).contains(Self.share(othersAt: nil)))
        #expect((0.15...0.19).contains(Self.share(othersAt: 0)))
    }

    @Test("little work never waits, whether others write or not", arguments: [true, false])
    func littleWork(besideOthers: Bool) {
        var share = LockShare()
        var now = DispatchTime(uptimeNanoseconds: 1)
        for _ in 0..<200 {
            now = now + .milliseconds(25)
            if besideOthers { share.othersCommitted(now: now) }
            #expect(share.pause(held: 300_000, now: now) == nil)
        }
    }

    @Test(
        "a commit of others is remembered for two seconds",
        arguments: [(1999, 15), (2001, 3)])
    func memory(milliseconds: Int, wait: Int) {
        var share = LockShare()
        let start = DispatchTime(uptimeNanoseconds: 1)
        share.othersCommitted(now: start)
        // The credit of 10 ms is used up first.
        let now = start + .milliseconds(milliseconds)
        _ = share.pause(held: 0, now: now)
        let held = milliseconds < 2000 ? 5_000_000 : 52_000_000
        let until = share.pause(held: UInt64(held), now: now)
        #expect(until == now + .milliseconds(wait))
    }

    @Test("rest earns no more credit than ten milliseconds")
    func credit() {
        var share = LockShare()
        _ = share.pause(held: 1000, now: DispatchTime(uptimeNanoseconds: 1))
        let now = DispatchTime(uptimeNanoseconds: 3_600_000_000_000)
        let until = share.pause(held: 44_000_000, now: now)
        #expect(until == now + .milliseconds(1))
    }
}
