/// What became of a letter. Stands in the column `letter.outcome`.
public enum LetterOutcome: String, CaseIterable, Sendable, Codable {
    /// Written down, to be sent by its job.
    case planned
    /// The relay answered 2yz to recipient and message and has taken responsibility (RFC 5321 §6.1).
    case accepted
    /// The relay refused it for good (5yz), or refused it for now until the tries were used up.
    case refused
    /// Its time was over before a relay took it.
    case expired
    /// The address is on the suppression list.
    case suppressed
    /// Waits for a person.
    case held
    /// The facts moved between planning and sending: there is nothing to say any more.
    case withdrawn
    /// Twice handed over without an answer: it may have arrived, and is not sent a third time.
    case inDoubt = "in_doubt"
    /// The reader was considered and gets nothing; `reason` says why. Planned never, or given up because the reader
    /// had enough that day.
    case skipped

    /// Whether the letter is finished. A finished letter is never sent again.
    public var isFinal: Bool { self != .planned && self != .held }
}
