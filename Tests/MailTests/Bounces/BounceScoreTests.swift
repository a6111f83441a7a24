import BuurtpostTestKit
import Foundation
import Testing

@testable import Mail

@Suite("How bad an address looks")
struct BounceScoreTests {
    @Test(
        "a failure that came back weighs by its code",
        arguments: [
            ("5.1.1", "hard", 1.0), ("5.1.2", "hard", 1), ("5.1.10", "hard", 1),
            ("5.2.2", "soft", 0.25),
            ("4.2.2", "soft", 0.25), ("4.4.1", "soft", 0.25), ("5.4.4", "soft", 0.25),
            ("5.2.1", "soft", 0.5), ("5.0.0", "soft", 0.5), ("5.2.3", "soft", 0),
            ("5.6.1", "soft", 0),
            ("5.7.1", "soft", 0), ("5.7.26", "soft", 0), ("", "soft", 0.5),
        ])
    func returned(code: String, kind: String, points: Double) {
        let weight = BounceWeight(returned: EnhancedStatus(in: code))
        #expect(weight.kind.rawValue == kind)
        #expect(weight.points == points)
    }

    @Test(
        "a refusal without an enhanced code never counts in full",
        arguments: [(550, 0.5), (551, 0.5), (552, 0.25), (553, 0.5), (554, 0), (530, 0)])
    func refused(code: Int, points: Double) {
        #expect(BounceWeight(refused: ScrubbedReply(code: code, text: "no")).points == points)
    }

    @Test(
        "a code is found among words, and nothing else is taken for one",
        arguments: [
            ("5.1.1", "5.1.1"), ("smtp; 550 5.1.1 no such user", "5.1.1"),
            ("5.1.1 (bad address)", "5.1.1"), ("550-5.7.26 mail", "5.7.26"), ("1.2.3", nil),
            ("5.1", nil), ("5.1.1.1", nil), ("5..1", nil), ("5.1111.1", nil), ("", nil),
        ] as [(String, String?)])
    func code(text: String, expected: String?) {
        #expect(EnhancedStatus(in: text)?.description == expected)
    }

    /// Days on which a bounce of a weight comes; nil is an accepted letter.
    static let histories: [(String, [(day: Double, weight: Double?)], Bool)] = [
        ("one hard bounce", [(0, 1)], false),
        ("two on one morning", [(0, 1), (0.1, 1)], false),
        ("two on two days", [(0, 1), (1, 1)], true),
        ("two within a half-life", [(0, 1), (29.9, 1)], true),
        ("two far apart", [(0, 1), (31, 1)], false),
        ("accepted in between and returned again", [(0, 1), (1, nil), (1.1, 1)], true),
        (
            "ten good mornings in between",
            [(0, 1)] + (1...10).map { (Double($0), nil) } + [(11, 1)], false
        ),
        ("a week of a full mailbox", (0...6).map { (Double($0), 0.25) }, true),
        ("a full mailbox each month", (0...11).map { (Double($0) * 30, 0.25) }, false),
        ("a hundred refusals by policy", (0...99).map { (Double($0), 0) }, false),
    ]

    @Test("points add up, fade, and close the address at the threshold", arguments: histories)
    func history(name: String, events: [(day: Double, weight: Double?)], closes: Bool) {
        var score = BounceScore(at: .wednesday)
        var closed = false
        for (day, weight) in events {
            let now = Date.wednesday + day * 86400
            score = weight.map { score.counting($0, now: now) } ?? score.accepted(now: now)
            closed = closed || score.isTooHigh
        }
        #expect(closed == closes, "\(name)")
    }

    @Test("a clock that goes back takes no points away and adds none")
    func clockGoesBack() {
        let score = BounceScore(at: .wednesday).counting(1, now: .wednesday)
        #expect(score.points(at: .wednesday - 86400) == 1)
        #expect(score.counting(1, now: .wednesday - 86400) == score)
    }
}
