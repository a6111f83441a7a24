/// Keeps libESMTP from seeing that a relay offers CHUNKING (RFC 3030).
///
/// libESMTP 1.1.0 uses BDAT wherever it is offered (Postfix offers it), has no switch for that, and
/// reads BDAT's replies wrongly: 452 on a chunk becomes 503, a hang leaves 250. With the keyword
/// out of sight it uses DATA, whose replies it reads well. Its protocol monitor shows each piece of
/// a reply before the library parses it, in the very buffer that it parses: there the first letter
/// of each EHLO keyword that begins with C becomes X. No other keyword that libESMTP knows begins
/// with C.
struct ChunkingVeil {
    private var isHelloReply = false
    private var column = 0

    /// Takes what is about to be written to the relay: only the reply to EHLO is changed.
    mutating func noteSent(_ command: some Collection<UInt8>) {
        isHelloReply = command.starts(with: "EHLO ".utf8)
        column = 0
    }

    /// Changes what was read from the relay, in pieces of any size, before it is parsed.
    mutating func cover(_ piece: UnsafeMutableBufferPointer<UInt8>) {
        guard isHelloReply else { return }
        for index in piece.indices {
            if column == Self.keywordColumn { piece[index] = Self.covered(piece[index]) }
            column = piece[index] == UInt8(ascii: "\n") ? 0 : column + 1
        }
    }

    /// After `250-` or `250 `.
    private static let keywordColumn = 4

    private static func covered(_ octet: UInt8) -> UInt8 {
        octet == UInt8(ascii: "C") || octet == UInt8(ascii: "c") ? UInt8(ascii: "X") : octet
    }
}
