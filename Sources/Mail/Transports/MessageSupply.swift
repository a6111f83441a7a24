/// A feed as one session sees it: limited in number, and without the messages that may not go out.
final class MessageSupply {
    private let feed: any MessageFeed
    private let takesUTF8: Bool
    private var remaining: Int
    private var isExhausted = false

    /// - Parameters:
    ///   - limit: How many messages the feed is asked for at most.
    ///   - takesUTF8: Whether addresses may have letters outside ASCII (RFC 6531). The default is true.
    init(_ feed: any MessageFeed, limit: Int, takesUTF8: Bool = true) {
        self.feed = feed
        self.takesUTF8 = takesUTF8
        remaining = limit
    }

    /// The next message fit to be sent; nil when the feed or the limit is exhausted, and then
    /// always.
    ///
    /// A message that breaks the rules of ``WireText`` is settled here as refused for good (554
    /// 5.6.0), so is one whose addresses the session cannot say (553 5.6.7): sending it again will
    /// not help.
    func next() -> OutgoingMessage? {
        while let message = pull() {
            guard let refusal = refusal(of: message) else { return message }
            settle(.refusedForGood(refusal), of: message)
        }
        return nil
    }

    private func refusal(of message: OutgoingMessage) -> ScrubbedReply? {
        if message.needsSMTPUTF8, !takesUTF8 { return .withoutSMTPUTF8 }
        return WireText.fault(in: message.octets).map {
            ScrubbedReply(code: 554, enhanced: "5.6.0", text: "not handed to the relay: \($0)")
        }
    }

    /// Passes on to the feed; when it returns, the outcome is durable.
    func settle(_ outcome: DeliveryOutcome, of message: OutgoingMessage) {
        feed.settle(outcome, of: message)
    }

    /// Passes the question on (``MessageFeed/mayConclude()``).
    func mayConclude() -> Bool { feed.mayConclude() }

    private func pull() -> OutgoingMessage? {
        guard !isExhausted, remaining > 0, let message = feed.next() else {
            isExhausted = true
            return nil
        }
        remaining -= 1
        return message
    }
}

extension DeliveryOutcome {
    /// What ``MessageFeed/mayConclude()`` did not allow.
    static let heldBackAtItsEnd = DeliveryOutcome.notAttempted(
        reason: "the letter was held back before its end")
}
