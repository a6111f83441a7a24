import BuurtpostTestKit

/// What a relay does to one letter: troubles, one a try, and then a verdict that stays.
struct LetterTrouble {
    /// Of the next tries, in order.
    private var troubles: [SMTPFault]
    /// What every later try meets; nil is that it is taken.
    private let refusal: SMTPFault?

    /// One letter in four has trouble, at most three times; one in thirty is refused for good.
    ///
    /// At most once its sender is left in doubt: after twice the letter would rightly end as `in_doubt`.
    init(using random: inout SplitMix64) {
        let count = random.pick(weighted: [(0, 75), (1, 17), (2, 6), (3, 2)])
        troubles = (0..<count).map { _ in Self.trouble(&random) }
        let first = troubles.firstIndex(where: \.mayLeaveDoubt)
        troubles = troubles.enumerated().filter { !$1.mayLeaveDoubt || $0 == first }.map(\.1)
        refusal = random.number(1...30) == 1 ? random.pick(Self.refusals) : nil
    }

    /// What the next try meets; nil is nothing.
    mutating func next() -> SMTPFault? {
        troubles.isEmpty ? refusal : troubles.removeFirst()
    }

    private static func trouble(_ random: inout SplitMix64) -> SMTPFault {
        random.pick(
            random.pick(weighted: [(notNow, 90), (unavailable, 5), (swallowed, 5)]))
    }

    private static let notNow = [
        SMTPFault(at: .mail, .reply("451 4.3.0 Not now")),
        SMTPFault(at: .recipient, .reply("450 4.2.0 Greylisted, come again")),
        SMTPFault(at: .recipient, .reply("450-4.2.1 Not\r\n450 4.2.1 now")),
        SMTPFault(at: .data, .reply("451 4.3.0 Not now")),
        SMTPFault(at: .finalDot, .reply("452 4.3.1 No room"), stores: false),
        SMTPFault(at: .finalDot, .reply("450 4.7.1 Not now"), stores: false),
    ]

    /// The relay is left alone; nothing was handed over.
    private static let unavailable = [
        SMTPFault(at: .mail, .replyThenClose("421 4.3.2 Shutting down")),
        SMTPFault(at: .mail, .reply("550 5.7.0 Not from you")),
        SMTPFault(at: .recipient, .replyThenClose("421 4.3.2 Shutting down")),
        SMTPFault(at: .recipient, .drop),
        SMTPFault(at: .data, .replyThenClose("421 4.3.2 Shutting down")),
        SMTPFault(at: .data, .reset),
        SMTPFault(at: .text(after: 400), .drop),
        SMTPFault(at: .text(after: 4000), .reset),
        SMTPFault(at: .finalDot, .replyThenClose("421 4.3.2 Shutting down"), stores: false),
    ]

    private static let swallowed = [
        SMTPFault(at: .finalDot, .drop, stores: true),
        SMTPFault(at: .finalDot, .reset, stores: true),
        SMTPFault(at: .finalDot, .drop, stores: false),
    ]

    /// True ones: none is of policy, which may be about all letters.
    private static let refusals = [
        SMTPFault(at: .recipient, .reply("550 5.1.1 No such user here")),
        SMTPFault(at: .recipient, .reply("552 5.2.2 Over quota")),
        SMTPFault(at: .data, .reply("554 5.6.0 No")),
        SMTPFault(at: .finalDot, .reply("554 5.6.0 Not this text"), stores: false),
    ]
}

extension SMTPFault {
    /// Whether the client handed over everything and is told nothing.
    var swallowsAnswer: Bool {
        guard point == .finalDot else { return false }
        return switch action {
        case .drop, .reset: true
        default: false
        }
    }

    /// Whether the client may have handed over everything when it happens. A relay that breaks off inside the text
    /// does so while the rest of it, up to the dot, is on its way.
    fileprivate var mayLeaveDoubt: Bool {
        if case .text = point { return true }
        return swallowsAnswer
    }

    /// Whether it says that the letter is not to be sent again.
    var refusesForGood: Bool {
        guard point != .mail, case .reply(let text) = action else { return false }
        return text.hasPrefix("5")
    }
}
