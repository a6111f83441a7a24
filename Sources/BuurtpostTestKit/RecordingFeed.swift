public import Mail

/// A feed out of a list that remembers what became of each message, and how the transport kept to
/// the contract of ``MessageFeed``.
public final class RecordingFeed: MessageFeed {
    /// Letter and outcome, in the order settled.
    public private(set) var outcomes: [(letter: Int64, outcome: DeliveryOutcome)] = []
    /// How often the transport broke the contract: asked while a message was unsettled, or settled
    /// another.
    public private(set) var breaches = 0
    /// The messages nobody asked for yet.
    public private(set) var waiting: [OutgoingMessage]

    private var unsettled: Int64?
    private let onSettle: (Int64) -> Void
    /// The letters that ``mayConclude()`` was asked about, in order.
    public private(set) var conclusions: [Int64] = []
    private let allowsEnd: (Int64) -> Bool

    /// - Parameters:
    ///   - onSettle: Called before each ``settle(_:of:)`` returns.
    ///   - mayConclude: What ``mayConclude()`` answers for a letter.
    public init(
        _ messages: [OutgoingMessage], onSettle: @escaping (Int64) -> Void = { _ in },
        mayConclude: @escaping (Int64) -> Bool = { _ in true }
    ) {
        allowsEnd = mayConclude
        waiting = messages.reversed()
        self.onSettle = onSettle
    }

    public func next() -> OutgoingMessage? {
        if unsettled != nil { breaches += 1 }
        unsettled = waiting.last?.letter
        return waiting.popLast()
    }

    public func settle(_ outcome: DeliveryOutcome, of message: OutgoingMessage) {
        if unsettled != message.letter { breaches += 1 }
        unsettled = nil
        outcomes.append((message.letter, outcome))
        onSettle(message.letter)
    }

    public func mayConclude() -> Bool {
        guard let unsettled else {
            breaches += 1
            return false
        }
        conclusions.append(unsettled)
        return allowsEnd(unsettled)
    }

    /// Whether every message taken is settled and the contract was kept.
    public var isConsistent: Bool { breaches == 0 && unsettled == nil }
}

extension OutgoingMessage {
    /// A letter fit to be sent, to `buur<letter>@example.org`.
    ///
    /// - Parameters:
    ///   - letter: The letter's id; its Message-ID is made of it.
    ///   - body: Lines ended by CRLF; as it stands.
    public static func sample(_ letter: Int64, body: String = "Goedemorgen.\r\n") -> OutgoingMessage
    {
        sample(letter, body: Array(body.utf8))
    }

    /// A letter with that body, octet by octet.
    public static func sample(_ letter: Int64, body: [UInt8]) -> OutgoingMessage {
        let header = """
            Date: Mon, 01 Jun 2026 06:30:00 +0200\r
            From: Buurtpost <post@example.org>\r
            Message-ID: <letter-\(letter)@example.org>\r
            Subject: Brief \(letter)\r
            \r

            """
        do {
            return OutgoingMessage(
                letter: letter, reversePath: try EmailAddress("b-\(letter)@bounce.example.org"),
                recipient: try EmailAddress("buur\(letter)@example.org"),
                octets: Array(header.utf8) + body)
        } catch { preconditionFailure("the sample's addresses are addresses") }
    }
}
