import Foundation
import Model

/// What became of a letter, in a plain sentence: the answer to "why did I get this" and "why did I get nothing".
public struct LetterAccount: Equatable, Sendable {
    /// What the letter is and why its reader is among those who get such mail.
    public let occasion: String
    /// What became of it and why; begins in lower case and has no full stop.
    public let fate: String

    public init(_ letter: LetterListing) {
        occasion = "\(letter.purpose.account) (\(letter.occasion))"
        fate = Self.fate(of: letter) + Self.copies(of: letter)
    }

    private static func fate(of letter: LetterListing) -> String {
        let because = letter.reason.isEmpty ? "" : ": \(letter.reason)"
        return switch letter.outcome {
        case .planned: "waits" + (because.isEmpty ? " for its turn" : because) + answer(letter)
        case .accepted: "handed over" + answer(letter)
        case .refused: "not delivered" + because + answer(letter)
        case .expired: "not sent, its time was over" + because + answer(letter)
        case .suppressed: "not sent, this address is never written to" + because
        case .held:
            "not sent, waits for somebody to mend it" + because
                + "; `buurtpost letter show \(letter.id)` tells what to do"
        case .withdrawn: "not sent, it was not needed any more" + because
        case .inDoubt: "may have arrived, the mail server never answered" + because
        case .skipped: "not sent" + because
        }
    }

    private static func answer(_ letter: LetterListing) -> String {
        letter.reply.map { "; the mail server said \"\($0)\"" } ?? ""
    }

    private static func copies(of letter: LetterListing) -> String {
        letter.possibleCopies > 0 ? "; it may have arrived more than once" : ""
    }
}

extension Purpose {
    /// What such a letter is, and to whom it goes.
    fileprivate var account: String {
        switch self {
        case .digest: "the digest, for residents who chose it"
        case .eventReminder: "about an event the reader enrolled in"
        case .campaign: "an invitation of a campaign"
        case .notice: "service mail of the platform"
        case .helpMatch: "about a request for help"
        case .staleEntry: "the question whether an entry on the map is right"
        case .account: "about the reader's own account"
        }
    }
}
