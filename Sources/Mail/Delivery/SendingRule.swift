public import Foundation
public import GRDB
public import Model

/// Something that may keep a letter from a reader although its feature wrote it: the suppression list, the reader's budget,
/// the reader's night.
///
/// Rules are asked in the order in which the desk has them, each time the letter is about to be sent; the first that does
/// not let it pass decides.
public protocol SendingRule: Sendable {
    /// Reads only. Called on the threads of several sessions at once, in the transaction that read the letter.
    ///
    /// - Throws: When it cannot be told now; that counts as a failed attempt.
    func judge(_ letter: Letter, to address: EmailAddress, now: Date, in db: Database) throws
        -> SendingVerdict
}

/// What a ``SendingRule`` says of a letter.
public enum SendingVerdict: Equatable, Sendable {
    case send
    /// Its job comes back then, uncounted; the letter stays planned with the reason.
    case later(Date, reason: String)
    /// It is never sent; `outcome` is final: `suppressed`, `skipped` or `expired`.
    case never(LetterOutcome, reason: String)
}
