internal import CLibESMTP
import Glibc

/// One message within an ``SMTPSession``: hands its text over and reads what was answered.
///
/// The two handles belong to the session, which frees them (libesmtp.h, `smtp_destroy_session`);
/// libESMTP calls the text's callback on this object until the session has gone on to the next
/// message but one.
final class SMTPMessage {
    let outgoing: OutgoingMessage
    let handle: smtp_message_t
    private let recipient: smtp_recipient_t
    /// Copied, because libESMTP keeps a pointer into it between two callbacks.
    private let text: UnsafeMutableBufferPointer<UInt8>
    private var isTextGiven = false
    private var isTextHandedOver = false
    /// Whether the connection stands; asked when only the final dot is left.
    private let connectionStands: () -> Bool

    /// Adds a message to `session`; nil when there is no memory.
    init?(
        _ outgoing: OutgoingMessage, session: smtp_session_t,
        connectionStands: @escaping () -> Bool
    ) {
        guard let handle = smtp_add_message(session),
            smtp_set_reverse_path(handle, outgoing.reversePath.description) != 0,
            let recipient = smtp_add_recipient(handle, outgoing.recipient.description)
        else { return nil }
        self.outgoing = outgoing
        self.handle = handle
        self.recipient = recipient
        self.connectionStands = connectionStands
        text = .allocate(capacity: outgoing.octets.count)
        _ = text.initialize(from: outgoing.octets)
        smtp_set_messagecb(handle, Self.giveText, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { text.deallocate() }

    /// The numbers as they stand now; complete in the events of ``SMTPSession/Event``.
    var transaction: Transaction {
        Transaction(
            mail: code(smtp_reverse_path_status(handle)),
            recipient: code(smtp_recipient_status(recipient)),
            recipientComplete: smtp_recipient_check_complete(recipient) != 0,
            transfer: code(smtp_message_transfer_status(handle)),
            textHandedOver: isTextHandedOver)
    }

    /// What the relay answered at that stage.
    func reply(at stage: Transaction.Stage) -> ScrubbedReply {
        let status =
            switch stage {
            case .mail: smtp_reverse_path_status(handle)
            case .recipient: smtp_recipient_status(recipient)
            case .transfer: smtp_message_transfer_status(handle)
            }
        return Self.scrubbed(status!.pointee).answering(stage)
    }

    private func code(_ status: UnsafePointer<smtp_status_t>?) -> Int {
        Int(status?.pointee.code ?? 0)
    }

    /// The enhanced code is in the text when the relay did not announce ENHANCEDSTATUSCODES.
    private static func scrubbed(_ status: smtp_status_t) -> ScrubbedReply {
        let text = status.text.map { String(cString: $0) } ?? ""
        guard status.enh_class != 0 else {
            return ReplyText.scrubbed(code: Int(status.code), text: text)
        }
        let enhanced = "\(status.enh_class).\(status.enh_subject).\(status.enh_detail)"
        return ScrubbedReply(code: Int(status.code), enhanced: enhanced, text: text)
    }

    /// The callback of `smtp_set_messagecb`: a null `length` means "from the beginning".
    private static let giveText: smtp_messagecb_t = { _, length, context in
        let message = Unmanaged<SMTPMessage>.fromOpaque(context!).takeUnretainedValue()
        guard let length else {
            message.isTextGiven = false
            return nil
        }
        return message.isTextGiven ? message.endText(length) : message.wholeText(length)
    }

    private func wholeText(_ length: UnsafeMutablePointer<Int32>) -> UnsafePointer<CChar>? {
        isTextGiven = true
        length.pointee = Int32(text.count)
        errno = 0
        return UnsafeRawPointer(text.baseAddress!).assumingMemoryBound(to: CChar.self)
    }

    /// libESMTP looks at errno here: 0 ends the text and sends the dot, another value drops the
    /// connection without it (protocol.c, `cmd_data2`).
    private func endText(_ length: UnsafeMutablePointer<Int32>) -> UnsafePointer<CChar>? {
        length.pointee = 0
        isTextHandedOver = connectionStands()
        errno = isTextHandedOver ? 0 : ECONNABORTED
        return nil
    }
}
