/// What a message's octets must be before a transport takes them.
///
/// A bare LF lets one message pass for two at the receiving end (SMTP smuggling: `\n.\r\n` is not
/// stuffed), and libESMTP makes up whichever of Date, From and Message-ID is missing.
enum WireText {
    /// Why `octets` cannot be sent, or nil when they can: every line ends in CRLF, no CR, LF or NUL
    /// stands alone, an empty line ends the header, and the header has Date, From and Message-ID
    /// (any case).
    static func fault(in octets: [UInt8]) -> String? {
        lineFault(in: octets) ?? headerFault(in: octets)
    }

    private static func lineFault(in octets: [UInt8]) -> String? {
        guard octets.suffix(2) == [13, 10] else { return "its last line does not end in CRLF" }
        return octets.withUnsafeBytes { text in
            if text.first(0) != nil { return "it holds a NUL" }
            if text.firstLone(10, neighbour: 13, at: -1) != nil { return "it holds a bare LF" }
            if text.firstLone(13, neighbour: 10, at: +1) != nil { return "it holds a bare CR" }
            return nil
        }
    }

    private static func headerFault(in octets: [UInt8]) -> String? {
        guard let header = WireHeader(octets) else { return "no empty line ends its header" }
        let missing = ["date", "from", "message-id"].filter { !header.has($0) }
        return missing.isEmpty ? nil : "its header lacks \(missing.joined(separator: " and "))"
    }
}
