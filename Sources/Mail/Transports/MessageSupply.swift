/// A feed as one session sees it: limited in number, and without the messages that may not go out.
final class MessageSupply {
    private let feed: any MessageFeed
    private var remaining: Int
    private var isExhausted = false

    /// - Parameter limit: How many messages the feed is asked for at most.
    init(_ feed: any MessageFeed, limit: Int) {
        self.feed = feed
        remaining = limit
    }

    /// The next message fit to be sent; nil when the feed or the limit is exhausted, and then
    /// always.
    ///
    /// A message that breaks the rules of ``WireText`` is settled here as refused for good (554
    /// 5.6.0): sending it again will not help.
    func next() -> OutgoingMessage? {
        while let message = pull() {
            guard let fault = WireText.fault(in: message.octets) else { return message }
            let reply = ScrubbedReply(
                code: 554, enhanced: "5.6.0", text: "not handed to the relay: \(fault)")
            settle(.refusedForGood(reply), of: message)
        }
        return nil
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
