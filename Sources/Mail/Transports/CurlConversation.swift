/// The messages of one connection, one after the other. What a reply means, ``Transaction`` says.
final class CurlConversation {
    /// What one message came to.
    struct Carried {
        let outcome: DeliveryOutcome
        /// Why the relay cannot be used now, completing "the relay …"; nil when it can.
        let failure: String?
        /// Whether the connection can take another message.
        let goesOn: Bool
    }

    private let connection: CurlConnection
    private let options: CurlOptions
    private var isTransactionOpen = false

    init(_ connection: CurlConnection, options: CurlOptions) {
        self.connection = connection
        self.options = options
    }

    /// Whether another message can begin. Looks at the connection, and ends a transaction that a
    /// refused recipient left open (RSET).
    func isReady() -> Bool {
        guard connection.isQuiet else { return false }
        guard isTransactionOpen else { return true }
        isTransactionOpen = false
        let limit = freshLimit
        return answer { () throws(CurlConnection.Fault) in
            try connection.send(Array("RSET\r\n".utf8), within: limit)
            return try connection.reply(within: limit)
        }?.isPositive == true
    }

    /// Ends politely; a relay that does not answer is waited for at most two seconds.
    func quit() {
        let limit = WaitLimit(stall: min(options.stallTimeout, .seconds(2)), message: .seconds(2))
        _ = answer { () throws(CurlConnection.Fault) in
            try connection.send(Array("QUIT\r\n".utf8), within: limit)
            return try connection.reply(within: limit)
        }
    }

    /// Hands one message over.
    ///
    /// - Parameter mayConclude: Asked when only the final dot is left.
    func carry(_ message: OutgoingMessage, mayConclude: () -> Bool) -> Carried {
        let envelope = Envelope(message, connection.extensions)
        if let refusal = envelope.refusal {
            return Carried(outcome: .refusedForGood(refusal), failure: nil, goesOn: true)
        }
        var delivery = CurlDelivery(
            connection, limit: freshLimit, isPipelined: connection.extensions.pipelining)
        delivery.run(envelope, DotStuffing.stuffed(message.octets), mayConclude: mayConclude)
        isTransactionOpen = delivery.leavesTransactionOpen
        return delivery.carried
    }

    private var freshLimit: WaitLimit {
        WaitLimit(stall: options.stallTimeout, message: options.messageTimeout)
    }

    private func answer(
        _ exchange: () throws(CurlConnection.Fault) -> SMTPReply
    ) -> SMTPReply? {
        do throws(CurlConnection.Fault) {
            return try exchange()
        } catch {
            return nil
        }
    }
}
