/// What a ``FaultWebServer`` does when a path is asked for.
public enum WebReply: Sendable, CustomStringConvertible {
    /// A whole answer with its Content-Length.
    case page(status: Int, header: [String], body: [UInt8])
    /// Exactly these octets, then the end of the connection.
    case raw([UInt8])
    /// Reads the request and never says anything.
    case silence
    /// A promising start, then an octet ten times a second without end.
    case drip
    /// `head`, then the piece again and again until the client goes.
    case endless(head: String, piece: [UInt8])
    /// The connection is reset.
    case reset

    /// Short, for the names of test cases.
    public var description: String {
        switch self {
        case .page(let status, let header, let body):
            "\(status) \(header) \(String(decoding: body.prefix(80), as: UTF8.self))"
        case .raw(let octets): "raw, \(octets.count) octets"
        case .silence: "silence"
        case .drip: "drip"
        case .endless: "endless"
        case .reset: "reset"
        }
    }

    /// 200 with a text.
    public static func text(_ text: String, type: String = "text/plain") -> WebReply {
        .page(status: 200, header: ["Content-Type: \(type)"], body: Array(text.utf8))
    }

    public static func status(_ status: Int, header: [String] = []) -> WebReply {
        .page(status: status, header: header, body: [])
    }

    public static func redirect(_ status: Int = 302, to place: String) -> WebReply {
        .status(status, header: ["Location: \(place)"])
    }
}
