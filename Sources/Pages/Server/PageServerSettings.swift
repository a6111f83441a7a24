public import Links

/// How the pages are served.
public struct PageServerSettings: Equatable, Sendable {
    /// Where the server waits for connections.
    public enum Listen: Equatable, Sendable {
        /// An IP address or `localhost`, and a port; port 0 takes a free one.
        case tcp(host: String, port: Int)
        /// The path of a socket. One that a dead process left there is replaced.
        case unix(path: String)
    }

    public var listen: Listen
    /// What links begin with. Requests may come with its path in front or without it, as the
    /// reverse proxy likes.
    public var publicURL: PublicURL
    /// Whose `X-Forwarded-For` is believed: IP addresses. Who comes over a Unix socket is always
    /// believed.
    public var trustedProxies: Set<String>
    /// A connection on which nothing moves is closed after so many seconds. The default is 15.
    public var idleSeconds = 15
    /// From its first octet on, a request has so many seconds to arrive whole. The default is 20.
    public var requestSeconds = 20
    /// A body of more octets is answered with 413. The default is 64 KiB.
    public var largestBody = 65_536
    /// Further connections wait. The default is 2,000.
    public var mostConnections = 2_000

    public init(listen: Listen, publicURL: PublicURL, trustedProxies: Set<String> = []) {
        self.listen = listen
        self.publicURL = publicURL
        self.trustedProxies = trustedProxies
    }
}
