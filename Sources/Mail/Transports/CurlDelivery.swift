/// One message on its way over a connection: says its commands, and keeps what was answered.
struct CurlDelivery {
    private let connection: CurlConnection
    private let isPipelined: Bool
    private var limit: WaitLimit
    private var transaction = Transaction()
    private var replies: [Transaction.Stage: ScrubbedReply] = [:]
    private var fault: CurlConnection.Fault?
    private var isForbidden = false
    private var isOutOfStep = false

    init(_ connection: CurlConnection, limit: WaitLimit, isPipelined: Bool) {
        self.connection = connection
        self.limit = limit
        self.isPipelined = isPipelined
    }

    /// - Parameter text: Dots stuffed, without the final one.
    mutating func run(_ envelope: Envelope, _ text: [UInt8], mayConclude: () -> Bool) {
        do throws(CurlConnection.Fault) {
            try offer([envelope.mail, envelope.recipient, "DATA"])
            guard transaction.transfer == 354 else { return }
            if isEnvelopeTaken {
                try hand(text, mayConclude)
            } else {
                try declineText()
            }
        } catch {
            fault = error
        }
    }

    /// What it came to, by the same rule as with libESMTP.
    var carried: CurlConversation.Carried {
        if isForbidden {
            return .init(outcome: .heldBackAtItsEnd, failure: nil, goesOn: false)
        }
        let verdict = transaction.verdict
        return .init(
            outcome: outcome(verdict),
            failure: verdict.relayUsable ? nil : explanation(verdict),
            goesOn: verdict.relayUsable && fault == nil && !isOutOfStep)
    }

    /// Whether MAIL was taken and nothing ended that (RFC 5321 §4.1.1.4).
    var leavesTransactionOpen: Bool { transaction.mail / 100 == 2 && !transaction.textHandedOver }
}

// MARK: - Saying

extension CurlDelivery {
    private var isEnvelopeTaken: Bool {
        transaction.mail / 100 == 2 && transaction.recipient / 100 == 2
    }

    /// Says the three commands, at once where the relay allows (RFC 2920 §3.1), and reads the
    /// replies up to one that ends the connection.
    private mutating func offer(_ commands: [String]) throws(CurlConnection.Fault) {
        if isPipelined { try say(commands) }
        for (stage, command) in zip([Transaction.Stage.mail, .recipient, .transfer], commands) {
            if !isPipelined { try say([command]) }
            let reply = try connection.reply(within: limit)
            note(reply, at: stage)
            if reply.code == 421 { throw .broken }
            if !isPipelined, !reply.isPositive { return }
        }
    }

    private func say(_ commands: [String]) throws(CurlConnection.Fault) {
        let text = commands.map { $0 + "\r\n" }.joined()
        try connection.send(Array(text.utf8), within: limit)
    }

    private mutating func note(_ reply: SMTPReply, at stage: Transaction.Stage) {
        replies[stage] = reply.scrubbed.answering(stage)
        switch stage {
        case .mail: transaction.mail = reply.code
        case .recipient:
            transaction.recipient = reply.code
            transaction.recipientComplete = true
        case .transfer: transaction.transfer = reply.code
        }
    }

    /// 354 although the envelope was refused. A lone dot is right where only the recipient was
    /// (RFC 2920 §3.1); else a relay that odd might store an empty message.
    private mutating func declineText() throws(CurlConnection.Fault) {
        guard transaction.mail / 100 == 2 else {
            isOutOfStep = true
            return
        }
        try connection.send(DotStuffing.end, within: limit)
        _ = try connection.reply(within: limit)
    }

    /// The relay can have taken the message only when the dot went out whole.
    private mutating func hand(
        _ text: [UInt8], _ mayConclude: () -> Bool
    ) throws(CurlConnection.Fault) {
        transaction.transfer = 0
        try connection.send(text, within: limit)
        guard limit.pausing(mayConclude) else {
            isForbidden = true
            return
        }
        if let early = try connection.unaskedReply() {
            note(early, at: .transfer)
            throw .broken
        }
        try connection.send(DotStuffing.end, within: limit)
        transaction.textHandedOver = true
        note(try connection.reply(within: limit), at: .transfer)
    }
}

// MARK: - Meaning

extension CurlDelivery {
    private func outcome(_ verdict: Transaction.Verdict) -> DeliveryOutcome {
        switch verdict {
        case .accepted: .accepted(reply(.transfer))
        case .refusedForNow(let stage, _): .refusedForNow(reply(stage))
        case .refusedForGood(let stage): .refusedForGood(reply(stage))
        case .relayRefused(let stage):
            .notAttempted(reason: "the relay \(explanation(verdict))", reply: reply(stage))
        case .unanswered: .notAttempted(reason: "the relay \(explanation(verdict))")
        case .inDoubt: .inDoubt(reason: "the relay \(explanation(verdict))")
        }
    }

    /// Completes "the relay …".
    private func explanation(_ verdict: Transaction.Verdict) -> String {
        switch verdict {
        case .relayRefused(let stage), .refusedForNow(let stage, _):
            "answered \(reply(stage)) to \(stage.rawValue)"
        case .unanswered(let stage): "\(silence) at \(stage.rawValue)"
        case .inDoubt: "\(silence) after the whole text"
        case .accepted, .refusedForGood:
            preconditionFailure("a usable relay needs no explanation")
        }
    }

    private func reply(_ stage: Transaction.Stage) -> ScrubbedReply {
        guard let reply = replies[stage] else {
            preconditionFailure("a verdict names a stage that was answered")
        }
        return reply
    }

    private var silence: String {
        if case .cut(let cut) = fault { return cut.description }
        return "gave no usable answer, or closed the connection,"
    }
}
