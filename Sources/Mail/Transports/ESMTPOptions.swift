/// How ``ESMTPTransport`` treats its relay.
public struct ESMTPOptions: Sendable {
    /// What EHLO says. The default is nil: the machine's node name (uname(2)).
    public var helloName: HostName?
    /// How long each address of the relay may take to accept a connection. The default is 10
    /// seconds.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a message may make no progress (no complete reply, no line of text taken) before
    /// its connection is cut; up to an eighth less or more. The default is 120 seconds.
    public var stallTimeout: Duration = .seconds(120)
    /// How long one message may take, however lively it is. The default is 10 minutes.
    public var messageTimeout: Duration = .seconds(600)
    /// How many messages the feed is asked for in one session, 1...1000. The default is 1000,
    /// because libESMTP keeps 4 KB per message until the session ends. Some relays end a connection
    /// with 421 after fewer; give their number here, or each such 421 pauses the relay.
    public var messagesPerSession = 1000

    public init() {}
}
