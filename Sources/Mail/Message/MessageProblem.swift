/// Something about a composed message that a reader, a relay or the law would mind. Holds no
/// address and no text.
public enum MessageProblem: Hashable, Sendable {
    /// The text part has nothing to read in it.
    case emptyText
    /// The HTML is larger than we mean letters to be.
    case largeHTML(octets: Int)
    /// The HTML is so large that Gmail cuts it off, and the way to unsubscribe with it.
    case clippedHTML(octets: Int)
    /// The HTML holds a script, a form or a frame.
    case activeHTML
    /// The reader's own address stands in a web address, and so in the logs of whoever it leads to.
    case readerInLink
    /// Another e-mail address stands in a web address.
    case addressInLink
    /// The way to unsubscribe is not https, so mail programs offer no button (RFC 8058).
    case unencryptedUnsubscribe
    /// A CR without LF or an LF without CR, at this octet counted from 0.
    case bareLineEnd(at: Int)
    /// A line, counted from 1, of more than 998 octets (RFC 5322 §2.1.1).
    case longLine(Int)
    /// An octet outside ASCII, or NUL, at this place counted from 0.
    case notSevenBit(at: Int)
    /// The last line is not ended.
    case unendedLine
    /// A fatal rule on headers.
    case brokenRule(LintFinding)

    /// Whether the letter must not be sent like this; the others are for the log and for `preview`.
    public var isFatal: Bool {
        switch self {
        case .largeHTML, .addressInLink, .unencryptedUnsubscribe: false
        default: true
        }
    }
}

extension MessageProblem: CustomStringConvertible {
    /// What is wrong, as a sentence without its full stop.
    public var description: String {
        switch self {
        case .emptyText: "the text part is empty"
        case .largeHTML(let octets): "the HTML has \(octets) octets, more than 61440"
        case .clippedHTML(let octets):
            "the HTML has \(octets) octets, more than the 102400 that Gmail shows"
        case .activeHTML: "the HTML holds a script, a form or a frame"
        case .brokenRule(let finding): finding.description
        case .readerInLink: "a web address holds the reader's address"
        case .addressInLink: "a web address holds an e-mail address"
        case .unencryptedUnsubscribe: "the unsubscribe link is not https"
        case .bareLineEnd(let place): "a bare CR or LF stands at octet \(place)"
        case .longLine(let line): "line \(line) is longer than 998 octets"
        case .notSevenBit(let place): "octet \(place) is not 7-bit"
        case .unendedLine: "the last line is not ended"
        }
    }
}
