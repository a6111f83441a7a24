public import Links
public import Model

/// What a letter says, written by its feature: everything but the envelope and the technical headers.
public struct LetterContent: Sendable {
    public var recipientName: String?
    public var address: EmailAddress
    /// One line of human text.
    public var subject: String
    public var language: Language
    /// The text part, in segments: what readers share is encoded once.
    public var text: [BodySegment]
    /// The HTML part, likewise.
    public var html: [BodySegment]
    /// Where one POST stops this mail (RFC 8058); nil for mail that nobody subscribed to.
    public var unsubscribe: WebLink?
    /// An object for the reader's calendar, as the last alternative. The default is none.
    public var calendar: CalendarPart?

    public init(
        recipientName: String?, address: EmailAddress, subject: String, language: Language,
        text: [BodySegment], html: [BodySegment], unsubscribe: WebLink?,
        calendar: CalendarPart? = nil
    ) {
        self.recipientName = recipientName
        self.address = address
        self.subject = subject
        self.language = language
        self.text = text
        self.html = html
        self.unsubscribe = unsubscribe
        self.calendar = calendar
    }
}
