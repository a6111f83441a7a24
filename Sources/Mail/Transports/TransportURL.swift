/// Where letters are handed over, as the configuration names it (`relays[].url`).
///
///     maildir:DIR              a folder on this machine, for trying out
///     smtp://HOST[:PORT]       a mail server on this host or private net, in plain text
public enum TransportURL: Equatable, Sendable, CustomStringConvertible {
    /// DIR as written: absolute, or from the working folder.
    case maildir(folder: String)
    /// The default port is 25.
    case smtp(host: HostName, port: UInt16)

    /// Reads a URL. Schemes are read in any case, and one slash may follow the port.
    public init(_ text: String) throws(InvalidTransportURL) {
        guard let colon = text.firstIndex(of: ":") else { throw .noScheme }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon].lowercased() {
        case "maildir": self = try Self.maildir(rest)
        case "smtp": self = try Self.smtp(rest)
        case "smtps", "smtp+starttls": throw .notAvailable
        default: throw .unknownScheme
        }
    }

    /// The transport itself. Opens and makes nothing yet.
    public func transport(smtp options: ESMTPOptions = ESMTPOptions()) -> any MailTransport {
        switch self {
        case .maildir(let folder): MaildirTransport(folder: folder)
        case .smtp(let host, let port): ESMTPTransport(host: host, port: port, options: options)
        }
    }

    /// In full: `smtp://host:port` or `maildir:DIR`.
    public var description: String {
        switch self {
        case .maildir(let folder): "maildir:\(folder)"
        case .smtp(let host, let port): "smtp://\(host):\(port)"
        }
    }

    private static func maildir(_ folder: Substring) throws(InvalidTransportURL) -> Self {
        guard !folder.isEmpty else { throw .noFolder }
        guard !folder.unicodeScalars.contains(where: { $0.value < 0x20 }), !folder.hasPrefix("//")
        else { throw .badFolder }
        return .maildir(folder: String(folder))
    }

    private static func smtp(_ rest: Substring) throws(InvalidTransportURL) -> Self {
        guard rest.hasPrefix("//") else { throw .noHost }
        let authority = rest.dropFirst(2)
        guard !authority.contains("@") else { throw .credentials }
        guard !authority.hasPrefix("[") else { throw .addressLiteral }
        let parts = (authority.hasSuffix("/") ? authority.dropLast() : authority)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { throw .noHost }
        guard let host = HostName(name) else { throw .badHost }
        return .smtp(host: host, port: try parts.count == 1 ? 25 : port(parts[1]))
    }

    private static func port(_ text: Substring) throws(InvalidTransportURL) -> UInt16 {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(text), port > 0
        else { throw .badPort }
        return port
    }
}

/// Why a text names no transport. Does not hold the text: it may bear a password.
public enum InvalidTransportURL: Error, Equatable, CustomStringConvertible {
    case noScheme
    case unknownScheme
    case notAvailable
    case credentials
    case noHost
    case badHost
    case addressLiteral
    case badPort
    case noFolder
    case badFolder

    /// Completes "the relay's URL …", with what to write instead.
    public var reason: String {
        switch self {
        case .noScheme: "has no scheme; write smtp://HOST:PORT or maildir:DIR"
        case .unknownScheme: "has an unknown scheme; write smtp://HOST:PORT or maildir:DIR"
        case .notAvailable:
            "asks for TLS, which this version does not have; run a mail server on this host that "
                + "does (such as Postfix with relayhost) and write smtp://localhost:25"
        case .credentials:
            "holds a user or password, but smtp:// goes in plain text without logging in; take "
                + "them out, and let a mail server on this host log in to the relay"
        case .noHost: "has no host; write smtp://HOST:PORT"
        case .badHost:
            "has a host that is neither a name of letters, digits, hyphens and dots nor an IPv4 "
                + "address; write smtp://HOST:PORT and nothing after it"
        case .addressLiteral: "has an IPv6 address; write a host name that stands for it"
        case .badPort: "has a port that is no number from 1 to 65535; write smtp://HOST:25"
        case .noFolder: "names no folder; write maildir:DIR"
        case .badFolder: "names a folder that cannot be; write maildir:DIR without // before DIR"
        }
    }

    public var description: String { "the relay's URL \(reason)" }
}
