/// Hands messages to the mail server on the same host or private net, in plain text, with libESMTP.
///
/// No TLS, no AUTH and no SMTPUTF8 (an address outside ASCII is refused with 553 5.6.7). Messages go over one connection, one after the other; the next MAIL goes out
/// after the feed has settled the former message. A message refused at DATA ends the connection but
/// not the session: the next one gets a new connection.
public struct ESMTPTransport: MailTransport {
    public let host: HostName
    public let port: UInt16
    public let options: ESMTPOptions
    var hidesChunking = true

    /// Opens no connection yet. Installs ``ProcessRules``.
    ///
    /// - Precondition: The numbers of `options` lie in their ranges and its times are at least 10
    ///   ms, and `host` is no IPv6 address: libESMTP splits at its first colon.
    public init(host: HostName, port: UInt16, options: ESMTPOptions = ESMTPOptions()) {
        precondition(!host.isIPv6, "libESMTP takes no IPv6 address")
        precondition(
            (1...1000).contains(options.messagesPerSession), "a session has 1...1000 messages")
        let times = [options.connectTimeout, options.stallTimeout, options.messageTimeout]
        precondition(times.allSatisfy { $0 >= .milliseconds(10) }, "a time-out is at least 10 ms")
        ProcessRules.install()
        self.host = host
        self.port = port
        self.options = options
    }

    /// `smtp://host:port`.
    public var name: String { "smtp://\(host):\(port)" }

    public func deliver(_ feed: any MessageFeed) -> SessionEnd {
        let supply = MessageSupply(
            feed, limit: options.messagesPerSession, takesUTF8: false)
        while let first = supply.next() {
            if let failure = converse(first, supply) {
                return .relayUnavailable(reason: "the relay \(failure)")
            }
        }
        return .finished
    }

    /// - Returns: Why the relay cannot be used now; nil when it can.
    private func converse(_ first: OutgoingMessage, _ supply: MessageSupply) -> String? {
        do {
            return try conversation(supply).run(first: first)
        } catch {
            supply.settle(.notAttempted(reason: "the relay \(error.reason)"), of: first)
            return error.reason
        }
    }

    private func conversation(
        _ supply: MessageSupply
    ) throws(ConnectionProbe.Failure) -> RelayConversation {
        let address = try ConnectionProbe.firstAnswering(
            host, port: port, timeout: options.connectTimeout)
        guard let session = SMTPSession(server: server(address), helloName: options.helloName)
        else { throw ConnectionProbe.Failure(reason: "cannot be talked to: no memory") }
        let watch = StallWatch(
            stallTimeout: options.stallTimeout, messageTimeout: options.messageTimeout)
        return RelayConversation(
            port: port, session: session, supply: supply, watch: watch,
            hidesChunking: hidesChunking)
    }

    /// The very address that answered the probe, so that libESMTP does not ask the resolver again.
    /// An IPv6 address cannot be said this way (it splits at the first colon): then the name.
    private func server(_ address: SocketAddress) -> String {
        "\(address.dottedQuad ?? host.description):\(port)"
    }
}
