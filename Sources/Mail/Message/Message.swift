public import Foundation
public import Links
public import Model

/// One letter, ready to be composed: everything that ends up in its octets, and nothing that is
/// looked up.
public struct Message: Sendable {
    /// Who it is from. The address is the one that signs (DMARC).
    public var from: Mailbox
    /// The one reader.
    public var to: Mailbox
    /// Where answers go; nil for ``from``.
    public var replyTo: Mailbox?
    /// Where bounces go: the envelope's, not in the header.
    public var reversePath: EmailAddress
    /// For people. Made one line.
    public var subject: String
    /// When it was composed, shown on the clock of ``zone``.
    public var date: Date
    /// The platform's time zone.
    public var zone: TimeZone
    /// The letter's own.
    public var messageID: MessageID
    /// What it is written in.
    public var language: Language
    /// What it belongs to.
    public var list: ListIdentity
    /// Where one POST ends letters of this kind (RFC 8058); nil for mail that cannot be ended.
    public var unsubscribe: WebLink?
    /// Further fields, in this order. The default is none.
    public var extraFields: [HeaderField] = []
    /// The plain text, piece by piece: complete, with the same links as the HTML.
    public var text: [BodySegment]
    /// The HTML, piece by piece; empty for a letter in plain text only.
    public var html: [BodySegment]
    /// A calendar object for the reader's calendar. The default is none.
    public var calendar: CalendarPart?

    /// Nothing is checked here: ``MessageCheck`` looks at the whole before it is sent.
    public init(
        from: Mailbox, to: Mailbox, replyTo: Mailbox? = nil, reversePath: EmailAddress,
        subject: String, date: Date, zone: TimeZone, messageID: MessageID, language: Language,
        list: ListIdentity, unsubscribe: WebLink? = nil, extraFields: [HeaderField] = [],
        text: [BodySegment], html: [BodySegment], calendar: CalendarPart? = nil
    ) {
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.reversePath = reversePath
        self.subject = subject
        self.date = date
        self.zone = zone
        self.messageID = messageID
        self.language = language
        self.list = list
        self.unsubscribe = unsubscribe
        self.extraFields = extraFields
        self.text = text
        self.html = html
        self.calendar = calendar
    }

    /// Whether an address in its header has letters outside ASCII before the @ (RFC 6532).
    var needsSMTPUTF8: Bool {
        from.address.needsSMTPUTF8 || to.address.needsSMTPUTF8
            || replyTo?.address.needsSMTPUTF8 == true
    }

    /// The message with its envelope, as a transport takes it.
    public func outgoing(letter: Int64) -> OutgoingMessage {
        OutgoingMessage(
            letter: letter, reversePath: reversePath, recipient: to.address,
            octets: MessageComposer.compose(self))
    }
}
