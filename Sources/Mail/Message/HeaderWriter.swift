/// Writes header fields, folded (RFC 5322 §2.2.3): lines of at most 78 octets where the words allow
/// it, and a word that is longer stays whole. The first word always stands on the line of the name.
struct HeaderWriter {
    private static let width = 78
    /// Lines with encoded words are shorter (RFC 2047 §2).
    private static let encodedWidth = 76
    private static let leastRoom = 24

    /// What is written so far: whole lines, ended by CRLF.
    private(set) var octets: [UInt8] = []
    private var column = 0
    private var isFirstWord = true
    /// Whether the line that was begun holds an encoded word.
    private var isEncodedLine = false

    /// Writes one field, its line end included.
    mutating func field(_ name: String, _ value: HeaderValue) {
        column = 0
        isFirstWord = true
        isEncodedLine = false
        put("\(name):")
        for piece in value.pieces { write(piece) }
        octets += "\r\n".utf8
    }

    /// The empty line between header and body.
    mutating func end() { octets += "\r\n".utf8 }

    private mutating func write(_ piece: HeaderValue.Piece) {
        switch piece {
        case .token(let token): word(token)
        case .text(let text) where HeaderText.isPlain(text):
            for part in text.split(separator: " ") { word(part) }
        case .text(let text):
            let room = Self.encodedWidth - column - 1
            let isTight = room < Self.leastRoom
            for part in EncodedWords.words(for: text, room: isTight ? EncodedWords.longest : room) {
                word(part)
                isEncodedLine = true
            }
        }
    }

    private mutating func word(_ word: some StringProtocol) {
        let width = isEncodedLine ? Self.encodedWidth : Self.width
        if !isFirstWord, column + 1 + word.utf8.count > width {
            put("\r\n")
            column = 0
            isEncodedLine = false
        }
        put(" ")
        put(word)
        isFirstWord = false
    }

    private mutating func put(_ text: some StringProtocol) {
        octets += text.utf8
        column += text.utf8.count
    }
}
