/// A piece of a text or HTML part, whole lines, encoded once however many letters it goes into.
public struct BodySegment: Sendable {
    /// The piece in quoted-printable.
    let octets: [UInt8]
    /// The piece itself, for a preview.
    public let source: String
    /// Whether there is nothing to read in it.
    let isBlank: Bool
    /// E-mail addresses that stand inside web addresses, lower-cased. Normally none.
    let linkedAddresses: [String]
    /// Whether, as HTML, it holds a script, a form or a frame.
    let isActive: Bool

    /// Encodes `text`. A last line that is not ended gets its end.
    public init(_ text: String) {
        octets = QuotedPrintable.encode(text)
        source = text
        isBlank = text.allSatisfy(\.isWhitespace)
        linkedAddresses = LinkedAddresses.find(in: text)
        isActive = ActiveContent.isIn(text)
    }
}
