/// What MAIL and RCPT say of one message to a relay with these extensions.
struct Envelope {
    private let message: OutgoingMessage
    private let extensions: HelloExtensions
    private let needsUTF8: Bool
    private let hasEightBits: Bool

    init(_ message: OutgoingMessage, _ extensions: HelloExtensions) {
        self.message = message
        self.extensions = extensions
        let paths = "\(message.reversePath)\(message.recipient)"
        needsUTF8 =
            paths.utf8.contains { $0 >= 0x80 }
            || Self.header(message.octets).contains { $0 >= 0x80 }
        hasEightBits = message.octets.contains { $0 >= 0x80 }
    }

    /// Why this relay cannot take the message, however often it is offered; nil when it may.
    ///
    /// 552 5.3.4 too large (RFC 1870 §6.1), 553 5.6.7 without SMTPUTF8 (RFC 6531 §3.5), 554 5.6.3
    /// without 8BITMIME (RFC 6152 §3).
    var refusal: ScrubbedReply? {
        if let limit = extensions.sizeLimit, message.octets.count > limit {
            return Self.refused(
                552, "5.3.4", "it has \(message.octets.count) octets, the relay takes \(limit)")
        }
        if needsUTF8, !extensions.smtpUTF8 {
            return .withoutSMTPUTF8
        }
        if hasEightBits, !extensions.eightBitMIME {
            return Self.refused(554, "5.6.3", "it has 8-bit text (no 8BITMIME)")
        }
        return nil
    }

    /// Without CRLF. A bounce need not bring the whole text back (RET, RFC 3461 §4.3).
    var mail: String {
        "MAIL FROM:<\(message.reversePath)>"
            + (extensions.size ? " SIZE=\(message.octets.count)" : "")
            + (hasEightBits ? " BODY=8BITMIME" : "") + (needsUTF8 ? " SMTPUTF8" : "")
            + (extensions.dsn ? " RET=HDRS" : "")
    }

    /// Without CRLF. Failures only: a notice of delay is of no use to us (RFC 3461 §4.1).
    var recipient: String {
        "RCPT TO:<\(message.recipient)>" + (extensions.dsn ? " NOTIFY=FAILURE" : "")
    }

    private static func refused(_ code: Int, _ enhanced: String, _ why: String) -> ScrubbedReply {
        ScrubbedReply(code: code, enhanced: enhanced, text: "not handed to the relay: \(why)")
    }

    /// Up to the first empty line; all of it when there is none.
    private static func header(_ octets: [UInt8]) -> ArraySlice<UInt8> {
        var start = octets.startIndex
        while let end = octets[start...].firstIndex(of: 10) {
            if end == start + 1 { return octets[..<end] }
            start = end + 1
        }
        return octets[...]
    }
}

extension ScrubbedReply {
    /// The words of RFC 6531 §3.5, said by us before the relay is asked.
    static let withoutSMTPUTF8 = ScrubbedReply(
        code: 553, enhanced: "5.6.7",
        text:
            "not handed to the relay: its address or header has letters outside ASCII (no SMTPUTF8)"
    )
}
