/// Where letters are handed over, as the configuration names it (`relays[].url`).
///
///     maildir:DIR              a folder on this machine, for trying out
///     smtp://HOST[:PORT]       a mail server on this host or private net, in plain text
///     smtp+starttls://HOST[:PORT]   a relay, with TLS from STARTTLS on
///     smtps://HOST[:PORT]      a relay, with TLS from the first octet
public enum TransportURL: Equatable, Sendable, CustomStringConvertible {
    /// DIR as written: absolute, or from the working folder.
    case maildir(folder: String)
    /// The default port is ``RelaySecurity/defaultPort``.
    case server(host: HostName, port: UInt16, security: RelaySecurity)

    /// Reads a URL. Schemes are read in any case, and one slash may follow the port.
    public init(_ text: String) throws(InvalidTransportURL) {
        guard let colon = text.firstIndex(of: ":") else { throw .noScheme }
        let rest = text[text.index(after: colon)...]
        let scheme = text[..<colon].lowercased()
        if scheme == "maildir" {
            self = try Self.maildir(rest)
        } else if let security = RelaySecurity(rawValue: scheme) {
            self = try Self.server(rest, security)
        } else {
            throw .unknownScheme
        }
    }

    /// Which library speaks SMTP.
    public enum Client: String, CaseIterable, Sendable {
        case curl
        case esmtp
    }

    /// The transport itself. Opens and makes nothing yet.
    ///
    /// - Parameters:
    ///   - client: The default is libESMTP for plain text. With TLS, and to an IPv6 address, it is always libcurl.
    ///   - login: The default is none.
    ///   - esmtp: For libESMTP.
    ///   - curl: For libcurl.
    /// - Precondition: A login goes with TLS only.
    public func transport(
        client: Client? = nil, login: RelayLogin? = nil, esmtp: ESMTPOptions = ESMTPOptions(),
        curl: CurlOptions = CurlOptions()
    ) -> any MailTransport {
        switch self {
        case .maildir(let folder): MaildirTransport(folder: folder)
        case .server(let host, let port, .plain) where client != .curl && !host.isIPv6:
            ESMTPTransport(host: host, port: port, options: esmtp)
        case .server(let host, let port, let security):
            CurlTransport(host: host, port: port, security: security, login: login, options: curl)
        }
    }

    /// In full: `smtp://host:port` or `maildir:DIR`.
    public var description: String {
        switch self {
        case .maildir(let folder): "maildir:\(folder)"
        case .server(let host, let port, let security):
            "\(security.rawValue)://\(host.inURL):\(port)"
        }
    }

    private static func maildir(_ folder: Substring) throws(InvalidTransportURL) -> Self {
        guard !folder.isEmpty else { throw .noFolder }
        guard !folder.unicodeScalars.contains(where: { $0.value < 0x20 }), !folder.hasPrefix("//")
        else { throw .badFolder }
        return .maildir(folder: String(folder))
    }

    private static func server(
        _ rest: Substring, _ security: RelaySecurity
    ) throws(InvalidTransportURL) -> Self {
        guard rest.hasPrefix("//") else { throw .noHost }
        let authority = rest.dropFirst(2)
        guard !authority.contains("@") else { throw .credentials }
        let (host, port) = try split(authority.hasSuffix("/") ? authority.dropLast() : authority)
        return .server(
            host: host, port: try port.map(Self.port) ?? security.defaultPort, security: security)
    }

    private static func split(
        _ authority: Substring
    ) throws(InvalidTransportURL) -> (host: HostName, port: Substring?) {
        if authority.hasPrefix("[") { return try bracketed(authority.dropFirst()) }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { throw .noHost }
        guard let host = HostName(name) else { throw .badHost }
        return (host, parts.dropFirst().first)
    }

    /// An IPv6 address (RFC 3986 §3.2.2), from after the bracket.
    private static func bracketed(
        _ text: Substring
    ) throws(InvalidTransportURL) -> (host: HostName, port: Substring?) {
        guard let end = text.firstIndex(of: "]"), let host = HostName(ipv6: text[..<end])
        else { throw .badAddress }
        let rest = text[text.index(after: end)...]
        guard rest.isEmpty || rest.first == ":" else { throw .badAddress }
        return (host, rest.isEmpty ? nil : rest.dropFirst())
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
    case credentials
    case noHost
    case badHost
    case badAddress
    case badPort
    case noFolder
    case badFolder

    /// Completes "the relay's URL …", with what to write instead.
    public var reason: String {
        switch self {
        case .noScheme: "has no scheme; write smtp://HOST:PORT or maildir:DIR"
        case .unknownScheme: "has an unknown scheme; write smtp://HOST:PORT or maildir:DIR"
        case .credentials:
            "holds a user or password, which would end up in logs; take them out, and give them "
                + "apart"
        case .noHost: "has no host; write smtp://HOST:PORT"
        case .badHost:
            "has a host that is neither a name of letters, digits, hyphens and dots nor an IPv4 "
                + "address; write smtp://HOST:PORT and nothing after it"
        case .badAddress:
            "has no proper IPv6 address in its brackets; write such as smtp://[2001:db8::25]:25"
        case .badPort: "has a port that is no number from 1 to 65535; write smtp://HOST:25"
        case .noFolder: "names no folder; write maildir:DIR"
        case .badFolder: "names a folder that cannot be; write maildir:DIR without // before DIR"
        }
    }

    public var description: String { "the relay's URL \(reason)" }
}
