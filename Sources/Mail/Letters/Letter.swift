public import Foundation
import GRDB
public import Model

/// A row of the table `letter`: who gets what, and what became of it.
public struct Letter: Equatable, Sendable {
    public let id: Int64
    public let purpose: Purpose
    /// `resident/17`: whom it is for, by kind and our own id.
    public let recipient: String
    /// What makes it unique together with purpose and recipient.
    public let occasion: String
    /// A JSON object that its feature wrote: what the letter says.
    public let args: String
    public let outcome: LetterOutcome
    public let reason: String
    /// How often it was handed over without an answer.
    public let inDoubt: Int
    /// 0...3; see ``NewLetter/priority``.
    public let priority: Int
    public let dueAt: Date?
    public let expiresAt: Date?

    /// A letter that is not in the table, for a preview: its id is 0.
    public init(preview letter: NewLetter) {
        id = 0
        purpose = letter.purpose
        recipient = letter.recipient
        occasion = letter.occasion
        args = letter.args
        outcome = .planned
        reason = ""
        inDoubt = 0
        priority = letter.priority
        dueAt = letter.dueAt
        expiresAt = letter.expiresAt
    }

    static let columns =
        "id, purpose, recipient, occasion, args, outcome, reason, in_doubt, due_at, expires_at, priority"

    /// Reads ``columns``, in this order.
    init(row: Row) {
        id = row[0]
        // The CHECKs of the table allow nothing else.
        purpose = Purpose(rawValue: row[1])!
        recipient = row[2]
        occasion = row[3]
        args = row[4]
        outcome = LetterOutcome(rawValue: row[5])!
        reason = row[6]
        inDoubt = row[7]
        dueAt = (row[8] as Int64?).map(Date.init(unixMilliseconds:))
        expiresAt = (row[9] as Int64?).map(Date.init(unixMilliseconds:))
        priority = row[10]
    }

    /// Decodes ``args``.
    public func arguments<T: Decodable>(_ type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: Data(args.utf8))
    }
}

/// A letter to be planned.
public struct NewLetter: Equatable, Sendable {
    public var purpose: Purpose
    public var recipient: String
    public var occasion: String
    /// A JSON object.
    public var args: String
    /// To whom it goes as far as is known now; it is looked up again when the letter is written. The default is nil.
    public var address: String?
    /// 0 is first, 3 is last. The default is 2. A reminder with 0 tells of a change or a cancellation, help with 0 is
    /// needed within a day: both are sent on a day when the reader has had enough (``Importance``).
    public var priority: Int
    /// When it should be with the relay; nil when no time was promised.
    public var dueAt: Date?
    /// When it has lost its sense; nil is never.
    public var expiresAt: Date?

    public init(
        purpose: Purpose, recipient: String, occasion: String, args: String = "{}",
        address: String? = nil,
        priority: Int = 2, dueAt: Date? = nil, expiresAt: Date? = nil
    ) {
        self.purpose = purpose
        self.recipient = recipient
        self.occasion = occasion
        self.args = args
        self.address = address
        self.priority = priority
        self.dueAt = dueAt
        self.expiresAt = expiresAt
    }
}
