public import GRDB
public import Model

/// What a feature does with its letters: it writes them when they are sent, from the facts as they are then.
public protocol LetterRenderer: Sendable {
    /// The purpose whose letters it writes.
    var purpose: Purpose { get }

    /// Writes the letter. Reads its facts again: what was planned may have moved.
    ///
    /// Called on the threads of several sessions at once, with a read-only connection.
    ///
    /// - Throws: When it cannot be written now; that counts as a failed attempt.
    func render(_ letter: Letter, in db: Database) throws -> Rendering

    /// Called in the transaction that makes an outcome final. The default does nothing.
    func settled(_ letter: Letter, as outcome: LetterOutcome, in db: Database) throws
}

extension LetterRenderer {
    public func settled(_ letter: Letter, as outcome: LetterOutcome, in db: Database) throws {}
}

/// What became of writing a letter.
public enum Rendering: Sendable {
    case content(LetterContent)
    /// The facts moved and there is nothing to say any more.
    case withdrawn(reason: String)
}
