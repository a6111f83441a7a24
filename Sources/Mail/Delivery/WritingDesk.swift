import Foundation
public import GRDB
public import JobQueue
public import Logging
import Model

/// Where letters become messages: the feature writes the content, the composer makes the message of it.
public struct WritingDesk: Sendable {
    let renderers: [Purpose: any LetterRenderer]
    let composer: LetterComposer
    let rules: [any SendingRule]
    let inHand: LettersInHand
    let clock: WallClock
    let logger: Logger

    /// - Parameters:
    ///   - renderers: At most one per purpose.
    ///   - rules: What may keep a letter back, asked in this order. The default is none.
    ///   - inHand: Where sessions say what they are working on; all desks of a process share one.
    public init(
        renderers: [any LetterRenderer], composer: LetterComposer,
        rules: [any SendingRule] = [], inHand: LettersInHand = LettersInHand(),
        clock: WallClock, logger: Logger
    ) {
        self.inHand = inHand
        self.rules = rules
        self.logger = logger
        self.renderers = Dictionary(uniqueKeysWithValues: renderers.map { ($0.purpose, $0) })
        self.composer = composer
        self.clock = clock
    }

    /// What became of writing a letter.
    enum Written {
        case message(OutgoingMessage, messageID: String)
        /// It has its outcome already.
        case isSettled
        case withdrawn(reason: String)
        /// A rule keeps it back, for now or for good.
        case kept(SendingVerdict)
        /// No relay may get it as it is: it is held until a person looks at it.
        case unsendable(reason: String)
        /// Nobody here writes letters of its purpose.
        case unknown(reason: String)
    }

    func write(_ letter: Letter, in db: Database) throws -> Written {
        guard let renderer = renderers[letter.purpose] else {
            return .unknown(
                reason: "nothing writes letters of purpose \(letter.purpose.rawValue)")
        }
        switch try renderer.render(letter, in: db) {
        case .withdrawn(let reason):
            return .withdrawn(reason: reason)
        case .content(let content):
            let now = clock.now()
            let verdict = try verdict(on: letter, to: content.address, now: now, in: db)
            guard verdict == .send else { return .kept(verdict) }
            return composer.compose(letter, content, now: now)
        }
    }

    private func verdict(
        on letter: Letter, to address: EmailAddress, now: Date, in db: Database
    ) throws -> SendingVerdict {
        for rule in rules {
            let verdict = try rule.judge(letter, to: address, now: now, in: db)
            if verdict != .send { return verdict }
        }
        return .send
    }

    /// The letter as it would be sent now, for a preview; nothing is sent and nothing written.
    ///
    /// - Returns: nil when nothing writes letters of its purpose, or there is nothing to say any more.
    public func preview(_ letter: Letter, in db: Database) throws -> LetterPreview? {
        guard case .content(let content) = try renderers[letter.purpose]?.render(letter, in: db)
        else { return nil }
        let message = composer.message(letter, content, now: clock.now())
        return LetterPreview(
            subject: content.subject, text: content.text.map(\.source).joined(),
            html: content.html.map(\.source).joined(),
            octets: message.outgoing(letter: letter.id).octets)
    }

    /// Tells the letter's feature what became of it; a fault of the feature's own leaves the outcome as it is.
    func settled(_ letter: Letter, as outcome: LetterOutcome, in db: Database) throws {
        try db.hook(logger, ["letter": "\(letter.id)"]) {
            try renderers[letter.purpose]?.settled(letter, as: outcome, in: db)
        }
    }
}

/// A letter in the forms that a person looks at.
public struct LetterPreview: Equatable, Sendable {
    public let subject: String
    public let text: String
    public let html: String
    /// The whole message as it goes over the wire.
    public let octets: [UInt8]

    public init(subject: String, text: String, html: String, octets: [UInt8]) {
        self.subject = subject
        self.text = text
        self.html = html
        self.octets = octets
    }
}
