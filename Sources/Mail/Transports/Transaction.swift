/// The numbers one message left behind in a session, and the rule that reads them.
///
/// Pure, because no single number of libESMTP can be trusted: `smtp_start_session` returns 1 after
/// failures, a lone refused recipient shows as a refused message, a hang leaves 354, and BDAT may
/// leave 250 on a message that was never stored.
struct Transaction: Equatable, Sendable {
    /// The code answered to MAIL; 0 when no answer came (`smtp_reverse_path_status`).
    var mail = 0
    /// The code answered to RCPT; 0 when no answer came (`smtp_recipient_status`).
    var recipient = 0
    /// Whether libESMTP holds the recipient for done, which it does on 5yz too
    /// (`smtp_recipient_check_complete`).
    var recipientComplete = false
    /// The code answered last to DATA or to the final dot; 0 when no answer came
    /// (`smtp_message_transfer_status`).
    var transfer = 0
    /// Whether the whole text was handed to the connection while that still stood. While false, the
    /// final dot has not gone out and the relay cannot have taken the message (RFC 5321 §4.1.1.4).
    var textHandedOver = false

    /// A command whose reply decides.
    enum Stage: String, Sendable {
        case mail = "MAIL"
        case recipient = "RCPT"
        case transfer = "DATA"
    }

    /// What the numbers mean. `relayUsable` is false when the next message had better wait.
    enum Verdict: Equatable, Sendable {
        case accepted
        case refusedForNow(Stage, relayUsable: Bool)
        case refusedForGood(Stage)
        /// The relay answered this, but not about this message: 421, or 5yz to MAIL.
        case relayRefused(Stage)
        /// Nothing of the message can have been accepted, and no answer says why.
        case unanswered(Stage)
        case inDoubt
    }

    /// Reads the numbers in the order of the commands: the first that decides wins.
    var verdict: Verdict {
        Self.envelopeVerdict(mail, at: .mail)
            ?? Self.envelopeVerdict(recipient, at: .recipient)
            ?? transferVerdict
    }

    /// Nil on 2yz: then the next command decides. 5yz at MAIL speaks of the sender or the relay,
    /// never of this recipient, so the letter does not pay for it.
    private static func envelopeVerdict(_ code: Int, at stage: Stage) -> Verdict? {
        switch code {
        case 200...299: nil
        case 421: .relayRefused(stage)
        case 400...499: .refusedForNow(stage, relayUsable: true)
        case 500...599: stage == .mail ? .relayRefused(stage) : .refusedForGood(stage)
        default: .unanswered(stage)
        }
    }

    /// 421 after the text is a refusal of this message too: some relays say so to content, and a
    /// letter that never pays for it would come back for ever.
    private var transferVerdict: Verdict {
        switch transfer {
        case 200...299 where recipientComplete && textHandedOver: .accepted
        case 421 where !textHandedOver: .relayRefused(.transfer)
        case 421: .refusedForNow(.transfer, relayUsable: false)
        case 400...499: .refusedForNow(.transfer, relayUsable: true)
        case 500...599: .refusedForGood(.transfer)
        default: textHandedOver ? .inDoubt : .unanswered(.transfer)
        }
    }
}

extension Transaction.Verdict {
    /// Whether the session may go on with the next message.
    var relayUsable: Bool {
        switch self {
        case .accepted, .refusedForGood: true
        case .refusedForNow(_, let relayUsable): relayUsable
        case .relayRefused, .unanswered, .inDoubt: false
        }
    }
}
