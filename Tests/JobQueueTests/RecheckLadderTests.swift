import Testing

@testable import JobQueue

struct RecheckLadderTests {
    static func steps(_ ladder: RecheckLadder) -> [Int] {
        var ladder = ladder
        return Array(sequence(state: ()) { _ in ladder.climb() })
    }

    @Test("nothing is looked for before the first sign")
    func unused() { #expect(Self.steps(RecheckLadder()).isEmpty) }

    @Test("after a sign the steps grow to 128 ms in all, and a new sign begins anew")
    func restart() {
        var ladder = RecheckLadder()
        ladder.restart()
        let all = [500, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000]
        #expect(Self.steps(ladder) == all)
        for _ in 0..<5 { _ = ladder.climb() }
        #expect(!ladder.isLow)
        ladder.restart()
        #expect(ladder.isLow)
        #expect(Self.steps(ladder) == all)
    }

    @Test("after a commit of our own only the long steps remain")
    func late() {
        var ladder = RecheckLadder()
        ladder.restart()
        ladder.restartLate()
        #expect(!ladder.isLow)
        #expect(Self.steps(ladder) == [4000, 8000, 16_000, 32_000, 64_000])
    }
}
