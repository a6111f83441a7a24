/// One way of handing messages over: a relay, or a folder.
///
/// Every implementation passes the same conformance suite, with all faults
/// (`TransportConformanceTests`).
public protocol MailTransport: Sendable {
    /// What the log and `letter.relay` call it: the URL without user and password.
    var name: String { get }

    /// Holds one session: takes messages from `feed` one after the other, hands each over and
    /// settles it before it asks for the next. Returns when the feed has no more, the session has
    /// lasted its number of messages, or the relay cannot be used.
    ///
    /// Blocks its thread; sessions of one transport run side by side, each with a feed of its own.
    /// Every message that the feed gave is settled exactly once before this returns, whatever the
    /// relay did.
    func deliver(_ feed: any MessageFeed) -> SessionEnd
}

/// Where a session gets its messages and records what became of them. Used by one session only.
public protocol MessageFeed: AnyObject {
    /// The next message, or nil when there is none now. Never called while a message is unsettled.
    func next() -> OutgoingMessage?

    /// Records the outcome of the message that ``next()`` gave last. When it returns, the outcome
    /// is durable and the next message may start.
    func settle(_ outcome: DeliveryOutcome, of message: OutgoingMessage)

    /// Asked once for each message, when all of it has been handed to the connection but its end (the final dot, the
    /// rename of a file): the relay cannot have taken it yet. Blocks until the outcome of the message before is durable,
    /// so that a death never leaves two messages of one connection without a record.
    ///
    /// - Returns: false when this message must not go out; it is then settled as not attempted, and the connection ends
    ///   without the dot. The default is true: what ``settle(_:of:)`` was told is durable already.
    func mayConclude() -> Bool
}

extension MessageFeed {
    public func mayConclude() -> Bool { true }
}

/// A message as it goes over the wire, with its envelope.
public struct OutgoingMessage: Sendable {
    /// The letter's id: what logs may show.
    public let letter: Int64
    /// The reverse path (RFC 5321 §4.5.5), where bounces go.
    public let reversePath: EmailAddress
    /// The one recipient.
    public let recipient: EmailAddress
    /// Header and body, every line ended by CRLF, no bare CR or LF; dots are not yet stuffed.
    public let octets: [UInt8]

    /// Whether the relay must offer SMTPUTF8 (RFC 6531 §3.4): the recipient's address, which stands in the header too, or the
    /// reverse path has letters outside ASCII before its @. A transport whose relay does not offer it refuses the message
    /// for good.
    public var needsSMTPUTF8: Bool { recipient.needsSMTPUTF8 || reversePath.needsSMTPUTF8 }

    public init(
        letter: Int64, reversePath: EmailAddress, recipient: EmailAddress, octets: [UInt8]
    ) {
        self.letter = letter
        self.reversePath = reversePath
        self.recipient = recipient
        self.octets = octets
    }
}

/// Why a session ended.
public enum SessionEnd: Equatable, Sendable {
    /// The feed was empty, or the session had carried as many messages as one may; another can
    /// start at once.
    case finished
    /// The relay does not take mail now: no connection, greeting or EHLO refused, 421, 5yz at MAIL.
    /// The text holds no address. Wait before the next session.
    case relayUnavailable(reason: String)
}
