/// One thing that goes wrong in a ``FaultSMTPServer``.
public struct SMTPFault: Equatable, Sendable {
    /// Where in the conversation; what is named was just received, except for the greeting.
    public enum Point: Equatable, Sendable {
        case greeting
        case hello
        /// AUTH itself, or the last line of its exchange.
        case authentication
        case mail
        case recipient
        case data
        /// Inside the text, when this many octets of it have been read.
        case text(after: Int)
        case finalDot
        /// BDAT number 1, 2, … of the message.
        case chunk(Int)
        case quit
    }

    /// What happens there instead of the proper reply.
    public enum Action: Equatable, Sendable {
        /// Answers this, one line or several joined by CRLF, and goes on.
        case reply(String)
        /// Answers these octets as they are, and goes on.
        case replyOctets([UInt8])
        /// Answers, says no more, and closes when the client has.
        case replyThenClose(String)
        /// Answers octet by octet with a pause between two, for as long as the client listens.
        case drip(String, pauseMilliseconds: Int32)
        /// Closes.
        case drop
        /// Closes with RST.
        case reset
        /// Reads on and answers nothing.
        case hang
        /// Neither reads nor answers.
        case stopReading
        /// Reads a little of the text (1 KB) with a pause between two, until the client gives up.
        case readSlowly(pauseMilliseconds: Int32)
    }

    public var point: Point
    public var action: Action
    /// Which MAIL of the server's life this is about, counted from 1; nil means each. Greeting and
    /// EHLO come before any: there it has no meaning.
    public var message: Int?
    /// Whether the message is stored first, as a relay does whose answer is lost. For the final dot
    /// and the last chunk.
    public var stores: Bool

    public init(
        at point: Point, _ action: Action, message: Int? = nil, stores: Bool = false
    ) {
        self.point = point
        self.action = action
        self.message = message
        self.stores = stores
    }
}
