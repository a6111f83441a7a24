/// One complete reply of a relay (RFC 5321 §4.2.1).
struct SMTPReply: Equatable, Sendable {
    /// 200...599.
    let code: Int
    /// What follows the code on each line, at least one, as UTF-8 with what is none replaced.
    let lines: [String]

    /// As it may be stored: on one line, the enhanced code (RFC 2034 §4) taken off each.
    var scrubbed: ScrubbedReply {
        let parts = lines.map { ReplyText.scrubbed(code: code, text: $0) }
        let text = parts.map(\.text).joined(separator: " ")
        return ScrubbedReply(code: code, enhanced: parts[0].enhanced, text: text)
    }

    /// Whether the relay said yes: 2yz.
    var isPositive: Bool { code / 100 == 2 }
}

/// Cuts what a relay sends into replies, in pieces of any size.
struct ReplyReader {
    /// What came is no reply: a line without a code, lines whose codes differ, or no end in sight.
    struct Unusable: Error {}

    /// RFC 5321 §4.5.3.1.5 allows 512 octets a line; a reply to EHLO has tens of lines.
    private static let longest = 65_536

    private var octets: [UInt8] = []
    private var lines: [String] = []
    private var code: Int?

    /// Whether all that came was cut into replies.
    var isEmpty: Bool { octets.isEmpty && lines.isEmpty }

    mutating func append(_ piece: some Collection<UInt8>) { octets += piece }

    /// The next complete reply; nil when more has to come first.
    mutating func next() throws(Unusable) -> SMTPReply? {
        while let end = octets.firstIndex(of: UInt8(ascii: "\n")) {
            let line = octets[..<end]
            octets.removeFirst(end + 1)
            if let reply = try take(line.last == 13 ? line.dropLast() : line) { return reply }
        }
        guard octets.count <= Self.longest else { throw Unusable() }
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(Unusable) -> SMTPReply? {
        guard let number = Self.code(of: line), number == code ?? number,
            lines.count < Self.longest / 4
        else { throw Unusable() }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        code = number
        if line.dropFirst(3).first == UInt8(ascii: "-") { return nil }
        defer { (lines, code) = ([], nil) }
        return SMTPReply(code: number, lines: lines)
    }

    /// Three digits, the first from 2 to 5, and after them nothing, a space or a hyphen.
    private static func code(of line: ArraySlice<UInt8>) -> Int? {
        let digits = line.prefix(3).map { Int($0) - 48 }
        guard digits.count == 3, (2...5).contains(digits[0]),
            digits.allSatisfy((0...9).contains),
            [nil, UInt8(ascii: " "), UInt8(ascii: "-")].contains(line.dropFirst(3).first)
        else { return nil }
        return digits[0] * 100 + digits[1] * 10 + digits[2]
    }
}
