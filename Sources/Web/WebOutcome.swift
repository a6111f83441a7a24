/// What became of a request.
public enum WebOutcome: Equatable, Sendable {
    /// A server answered, whatever it said.
    case answer(WebAnswer)
    case failed(WebFailure)
}

/// The answer at the end of all redirects.
public struct WebAnswer: Equatable, Sendable {
    /// 200...599; 301, 302, 303, 307 and 308 only without a place to go to.
    public let status: Int
    /// Who answered: another URL than the one asked for after redirects.
    public let url: WebURL
    /// How many redirects led there.
    public let redirects: Int
    /// Decompressed.
    public let body: [UInt8]
    public let version: WebVersion
    /// The header Content-Type as it was sent, "" without one.
    public let contentType: String
    /// Seconds the server asks to wait (Retry-After, RFC 9110 §10.2.3); nil when it does not, or gives a date.
    public let retryAfter: Int?
}

/// Why there is no answer. Says nothing of the URL: that may hold a token.
public enum WebFailure: Error, Equatable, Sendable {
    /// The address, or one that a redirect names, is none. `reason` completes "the address …".
    case invalidAddress(reason: String)
    /// A port that is neither 80, 443 nor that of the URL asked for.
    case refusedPort
    /// One of the addresses of the host is not for us.
    case refusedAddress(AddressRange)
    /// There is no such host, or nobody who knows it can be asked.
    case unknownHost
    case unreachable
    /// TLS: `reason` completes "the server's certificate …".
    case untrusted(reason: String)
    /// The limits of time were reached, or the answer only drips.
    case tooSlow
    case tooLarge(limit: Int)
    /// The body grows beyond ``WebLimits/ratio`` when it is decompressed.
    case bomb
    case longHeader(limit: Int)
    case tooManyRedirects(limit: Int)
    /// From https to http.
    case insecureRedirect
    /// No HTTP, an end too early, or a compression that cannot be undone.
    case broken
    /// No memory, or an unreadable file of authorities.
    case ownFault(reason: String)
}

extension WebFailure: CustomStringConvertible {
    /// A sentence for an operator.
    public var description: String {
        switch self {
        case .invalidAddress(let reason): "the address \(reason)"
        case .refusedPort: "the address has a port other than 80 and 443"
        case .refusedAddress(let range):
            "the host leads to \(range.rawValue), where links of others may not lead"
        case .unknownHost: "there is no such host, or no name server that answers"
        case .unreachable: "no connection: the server does not answer at that port"
        case .untrusted(let reason): "the server's certificate \(reason)"
        case .tooSlow: "the server took too long"
        case .tooLarge(let limit): "the answer is larger than \(limit) octets"
        case .bomb: "the answer grows out of proportion when it is decompressed"
        case .longHeader(let limit): "the header of the answer is longer than \(limit) octets"
        case .tooManyRedirects(let limit): "more than \(limit) redirects"
        case .insecureRedirect: "a redirect leads from https to http"
        case .broken: "the answer is not HTTP, broke off or cannot be decompressed"
        case .ownFault(let reason): reason
        }
    }
}
