public import Foundation
public import GRDB
public import JobQueue
public import Mail

/// What the desk asks of the rest of the program.
public struct DeskSources: Sendable {
    /// The relays, in the order of the configuration. Only reads.
    public var relays: @Sendable (Date, Database) throws -> [DeskRelay]
    /// A letter written again from today's facts as if it were the given time, with links that lead
    /// nowhere: those of a reader open the reader's own pages. nil when nobody writes such letters, or
    /// there is nothing to say any more.
    public var letter: @Sendable (Letter, Date, Database) throws -> LetterPreview?
    /// Does what operators want, by the same rules as the commands.
    public var control: JobControl

    public init(
        relays: @escaping @Sendable (Date, Database) throws -> [DeskRelay],
        letter: @escaping @Sendable (Letter, Date, Database) throws -> LetterPreview?,
        control: JobControl
    ) {
        self.relays = relays
        self.letter = letter
        self.control = control
    }
}

/// One relay as the desk shows it.
public struct DeskRelay: Equatable, Sendable {
    /// As the configuration has it, without user and password.
    public var name: String
    /// Whether letters go to it now; one that waits for another to fail is not in use.
    public var isInUse: Bool
    /// Since when it is left alone; nil when it is not.
    public var pausedAt: Date?
    /// When it is tried again; nil when it is not paused.
    public var probeAt: Date?
    /// Why it was paused last, addresses taken out; empty when it never was.
    public var lastFailure: String
    /// The server's answer to the last letter, addresses taken out.
    public var lastAnswer: String?
    public var lastAt: Date?
    /// Letters of the last 24 hours.
    public var accepted: Int

    public init(
        name: String, isInUse: Bool, pausedAt: Date?, probeAt: Date?, lastFailure: String,
        lastAnswer: String?, lastAt: Date?, accepted: Int
    ) {
        self.name = name
        self.isInUse = isInUse
        self.pausedAt = pausedAt
        self.probeAt = probeAt
        self.lastFailure = lastFailure
        self.lastAnswer = lastAnswer
        self.lastAt = lastAt
        self.accepted = accepted
    }
}
