public import Foundation
public import Links
import Model

/// Makes a message of a letter's content: sender, envelope, Message-ID and list of the instance.
public struct LetterComposer: Sendable {
    private let from: Mailbox
    private let replyTo: Mailbox?
    private let zone: TimeZone
    /// The key that is never rotated.
    let key: SecretKey
    private let domain: DomainName
    private let bounces: BounceAddresses
    private let lists: [Purpose: ListIdentity]

    /// - Parameters:
    ///   - from: The sender of all letters; its domain stands in Message-ID and List-Id.
    ///   - bounceDomain: Where bounces go.
    ///   - zone: The platform's.
    ///   - key: The key that is never rotated.
    /// - Throws: ``InvalidDomain`` when no List-Id can be made under the domain.
    public init(
        from: Mailbox, replyTo: Mailbox?, bounceDomain: DomainName, zone: TimeZone, key: SecretKey
    ) throws(InvalidDomain) {
        self.from = from
        self.replyTo = replyTo
        self.zone = zone
        self.key = key
        domain = try DomainName(from.address.domain)
        bounces = BounceAddresses(key: key, domain: bounceDomain)
        var lists: [Purpose: ListIdentity] = [:]
        for purpose in Purpose.allCases {
            lists[purpose] = try ListIdentity(
                label: purpose.rawValue, name: from.name ?? purpose.rawValue, domain: domain)
        }
        self.lists = lists
    }

    /// The Message-ID of a letter: the same whenever it is composed.
    public func messageID(of letter: Letter) -> MessageID {
        MessageID(
            purpose: letter.purpose, recipient: letter.recipient, occasion: letter.occasion,
            key: key, domain: domain)
    }

    /// The whole message, as it would be sent at `now`.
    public func message(_ letter: Letter, _ content: LetterContent, now: Date) -> Message {
        guard let list = lists[letter.purpose] else {
            preconditionFailure("every purpose has its list")
        }
        return Message(
            from: from, to: Mailbox(name: content.recipientName, address: content.address),
            replyTo: replyTo, reversePath: bounces.address(forLetter: letter.id),
            subject: content.subject, date: now, zone: zone, messageID: messageID(of: letter),
            language: content.language, list: list, unsubscribe: content.unsubscribe,
            text: content.text, html: content.html, calendar: content.calendar)
    }

    /// The message in its envelope, checked; or why nobody can send it as it is.
    func compose(_ letter: Letter, _ content: LetterContent, now: Date) -> WritingDesk.Written {
        let message = message(letter, content, now: now)
        let outgoing = message.outgoing(letter: letter.id)
        let problems = MessageCheck.problems(of: message, octets: outgoing.octets)
        let fatal = problems.filter(\.isFatal)
        guard fatal.isEmpty else {
            return .unsendable(reason: fatal.map(\.description).joined(separator: "; "))
        }
        return .message(outgoing, messageID: message.messageID.description)
    }
}
