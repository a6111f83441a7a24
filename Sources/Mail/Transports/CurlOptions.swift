/// How ``CurlTransport`` treats its relay.
public struct CurlOptions: Sendable {
    /// What EHLO says. The default is nil: the machine's host name, as libcurl finds it.
    public var helloName: HostName?
    /// How long connecting, greeting, EHLO and TLS may take together. The default is 60 seconds.
    public var openingTimeout: Duration = .seconds(60)
    /// How long a message may make no progress (no complete reply, no octet of text taken) before
    /// its connection is dropped. The default is 120 seconds.
    public var stallTimeout: Duration = .seconds(120)
    /// How long one message may take, however lively it is. The default is 10 minutes.
    public var messageTimeout: Duration = .seconds(600)
    /// How many messages the feed is asked for in one session, at least 1. The default is 1000.
    public var messagesPerSession = 1000
    /// A file of certificates in PEM that replaces the system's authorities, for a relay of one's
    /// own. The default is nil: the system's.
    public var authorities: String?

    public init() {}
}
