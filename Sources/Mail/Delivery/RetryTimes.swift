import Foundation
import Model

/// When a letter that was refused for now, or whose answer never came, is tried again. Pure.
enum RetryTimes {
    /// The waits of one class: doubling from `first` to `longest`.
    struct Ladder: Equatable {
        let first: Duration
        let longest: Duration

        func wait(afterAttempt attempt: Int) -> Double {
            min(first.seconds * Double(1 << min(max(attempt, 1) - 1, 30)), longest.seconds)
        }
    }

    /// How far a wait is off either way at most, as a part of it: letters that failed together come back apart.
    static let jitter = 0.08

    /// Greylisting mostly lets pass after five minutes; a mailbox is not emptied before its owner sits down.
    static func ladder(of reply: ReplyClass) -> Ladder {
        switch reply {
        case .greylisting: Ladder(first: .seconds(330), longest: .seconds(3600))
        case .rate: Ladder(first: .seconds(300), longest: .seconds(3600))
        case .mailboxFull: Ladder(first: .seconds(2 * 3600), longest: .seconds(8 * 3600))
        case .unknownUser: Ladder(first: .seconds(1800), longest: .seconds(4 * 3600))
        case .policy: Ladder(first: .seconds(900), longest: .seconds(2 * 3600))
        case .relayProblem, .other: Ladder(first: .seconds(60), longest: .seconds(1800))
        }
    }

    /// How long a letter rests whose answer never came. The relay may have it: a copy is not sent in haste, and a minute
    /// is what a relay needs that restarts.
    static let doubt = Ladder(first: .seconds(60), longest: .seconds(60))

    /// When the next try is.
    ///
    /// - Parameters:
    ///   - attempt: 1 after the first try.
    ///   - expiry: When the letter has lost its sense; nil is never. A try that would come after it is moved to half of the
    ///     time that is left, as long as that is a minute at least.
    ///   - chance: A random number in 0..<1; 0.5 is without jitter.
    static func next(
        _ ladder: Ladder, afterAttempt attempt: Int, before expiry: Date?, now: Date, chance: Double
    ) -> Date {
        let wait = ladder.wait(afterAttempt: attempt) * (1 + jitter * (2 * chance - 1))
        let left = expiry?.timeIntervalSince(now) ?? .infinity
        return now.addingTimeInterval(wait < left || left < 120 ? wait : left / 2)
    }
}
