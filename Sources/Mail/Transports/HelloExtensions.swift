/// What a relay offers in its reply to EHLO (RFC 5321 §4.1.1.1).
struct HelloExtensions: Equatable, Sendable {
    /// RFC 2920.
    var pipelining = false
    /// RFC 6152.
    var eightBitMIME = false
    /// RFC 6531.
    var smtpUTF8 = false
    /// RFC 3461.
    var dsn = false
    /// RFC 1870: whether SIZE may be said.
    var size = false
    /// The most octets a message may have; nil means that the relay names no limit.
    var sizeLimit: Int?
    /// The names after AUTH (RFC 4954), in capitals.
    var authentication: Set<String> = []

    /// Nothing but what every relay has.
    init() {}

    /// Reads the lines after the first; the keywords in any case. CHUNKING (RFC 3030) is not
    /// looked at, and never used.
    init(_ reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
            guard let keyword = words.first else { continue }
            read(keyword, Array(words.dropFirst()))
        }
    }

    private mutating func read(_ keyword: String, _ parameters: [String]) {
        switch keyword {
        case "PIPELINING": pipelining = true
        case "8BITMIME": eightBitMIME = true
        case "SMTPUTF8": smtpUTF8 = true
        case "DSN": dsn = true
        case "SIZE":
            size = true
            sizeLimit = parameters.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        case "AUTH": authentication.formUnion(parameters)
        default: break
        }
    }
}
