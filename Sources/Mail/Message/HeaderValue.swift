public import Links

/// The value of a header field: it cannot hold CR, LF, NUL or another control character, so it
/// cannot end its field and begin another. How it is folded is decided when it is written
/// (``HeaderWriter``).
public struct HeaderValue: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        /// Printable ASCII without spaces, never broken and never encoded.
        case token(String)
        /// For people: broken at its spaces, or encoded (RFC 2047). Cleaned already.
        case text(String)
    }

    private static let longestToken = 900

    let pieces: [Piece]

    init(pieces: [Piece]) { self.pieces = pieces }

    /// Text for people, such as a subject. Never fails: control characters, line ends and marks
    /// that override the direction of writing become spaces, runs of spaces become one. Encoded
    /// when it is not plain ASCII.
    public init(text: String) {
        let cleaned = HeaderText.cleaned(text)
        pieces = cleaned.isEmpty ? [] : [.text(cleaned)]
    }

    /// Words for programs, taken as they are: never encoded, only folded at their spaces.
    ///
    /// - Throws: ``InvalidHeader`` when there is something else than printable ASCII and spaces in
    ///   it, or a word longer than 900 octets.
    public init(verbatim: String) throws(InvalidHeader) {
        guard verbatim.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw InvalidHeader(reason: "holds something else than printable ASCII and spaces")
        }
        let words = verbatim.split(separator: " ")
        guard words.allSatisfy({ $0.utf8.count <= Self.longestToken }) else {
            throw InvalidHeader(reason: "holds a word longer than \(Self.longestToken) octets")
        }
        pieces = words.map { .token(String($0)) }
    }

    /// An address between angle brackets, whole on one line however long it is, as List-Unsubscribe
    /// wants it.
    public init(link: WebLink) { pieces = [.token("<\(link)>")] }
}

/// Why a header field cannot be. Does not hold its value.
public struct InvalidHeader: Error, Equatable, Sendable, CustomStringConvertible {
    /// Completes "the header field …".
    public let reason: String
    /// The reason as a sentence without its full stop.
    public var description: String { "the header field \(reason)" }
}
