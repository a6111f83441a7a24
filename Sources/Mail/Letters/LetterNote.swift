public import Foundation
public import GRDB

/// Something that was learnt about a letter after it was finished: it bounced, its reader complained.
public struct LetterNote: Codable, Equatable, Sendable {
    public let at: Date
    /// Completes a sentence that begins with the letter: "came back: 5.1.1, no such mailbox". Holds no address.
    public let text: String

    public init(at: Date, text: String) {
        self.at = at
        self.text = text
    }
}

/// Who knows more about finished letters than their rows: a table of bounces, for one.
public protocol LetterWitness: Sendable {
    /// What it knows of these letters, by their ids, the oldest first; letters it knows nothing of are left out.
    func notes(on letters: [Int64], in db: Database) throws -> [Int64: [LetterNote]]
}
