import BuurtpostTestKit
import Foundation
import JobQueue
import Model
import Testing

@Suite("The rate of a queue")
struct RateLimitTests {
    @Test("a queue that has rested may begin a burst, then one in each interval")
    func burst() {
        let limit = RateLimit(perSecond: 2, burst: 3)
        var spent: Date?
        #expect(limit.grant(10, spentUntil: spent, now: .wednesday) == 3)
        spent = limit.spend(3, spentUntil: spent, now: .wednesday)
        for (second, granted) in [(0.0, 0), (0.4, 0), (0.5, 1), (1.0, 2), (1.5, 3), (60, 3)] {
            #expect(
                limit.grant(10, spentUntil: spent, now: .wednesday + second) == granted,
                "after \(second) s")
        }
        #expect(limit.wait(spentUntil: spent, now: .wednesday) == .milliseconds(500))
        #expect(limit.wait(spentUntil: spent, now: .wednesday + 0.5) == .zero)
    }

    @Test("over a long time no more begin than the rate allows", arguments: 1...20)
    func longRun(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limit = RateLimit(
            perSecond: .random(in: 0.1...50, using: &random),
            burst: .random(in: 1...20, using: &random))
        var (spent, begun, now): (Date?, Int, Date) = (nil, 0, .wednesday)
        for _ in 0..<2000 {
            now += .random(in: 0...0.5, using: &random)
            let count = limit.grant(.random(in: 0...8, using: &random), spentUntil: spent, now: now)
            spent = count > 0 ? limit.spend(count, spentUntil: spent, now: now) : spent
            begun += count
            let most = limit.perSecond * now.timeIntervalSince(.wednesday) + Double(limit.burst)
            #expect(Double(begun) <= most + 0.1)
        }
    }

    @Test(
        "whenever a wait is over, one more may begin", arguments: [0.0001, 0.3, 1, 7, 999, 100_000])
    func waits(perSecond: Double) {
        let limit = RateLimit(perSecond: perSecond)
        var (spent, now): (Date?, Date) = (nil, .wednesday)
        for _ in 0..<100 {
            #expect(limit.grant(1, spentUntil: spent, now: now) == 1)
            spent = Date(
                unixMilliseconds: limit.spend(1, spentUntil: spent, now: now).unixMilliseconds)
            now += limit.wait(spentUntil: spent, now: now).seconds
        }
    }

    @Test("after a clock that was ahead, the queue is closed for a burst at most")
    func clockSetBack() {
        let limit = RateLimit(perSecond: 1, burst: 5)
        let ahead = Date.wednesday + 86_400
        #expect(limit.wait(spentUntil: ahead, now: .wednesday) == .seconds(1))
        #expect(limit.grant(9, spentUntil: ahead, now: .wednesday) == 0)
    }
}
