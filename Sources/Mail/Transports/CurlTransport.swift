internal import CLibcurl

/// Hands messages to a relay with libcurl: in plain text, with STARTTLS, or TLS from the start; with
/// or without logging in.
///
/// TLS that was asked for is required, and certificate and name are checked; with a login, nothing
/// is sent before the relay took it. libcurl connects, says EHLO and does TLS; the rest is said
/// here. Messages go over one connection, one after the other. A connection on which anything went
/// wrong is closed and never used again; when the relay is not to blame, the next message gets a
/// new one.
public struct CurlTransport: MailTransport {
    public let host: HostName
    public let port: UInt16
    public let security: RelaySecurity
    public let options: CurlOptions
    private let login: RelayLogin?

    /// Opens no connection yet. Installs ``ProcessRules``.
    ///
    /// - Precondition: The times of `options` are at least 10 ms, `messagesPerSession` is positive,
    ///   and there is no login in plain text.
    public init(
        host: HostName, port: UInt16, security: RelaySecurity, login: RelayLogin? = nil,
        options: CurlOptions = CurlOptions()
    ) {
        precondition(options.messagesPerSession > 0, "a session has at least one message")
        let times = [options.openingTimeout, options.stallTimeout, options.messageTimeout]
        precondition(times.allSatisfy { $0 >= .milliseconds(10) }, "a time-out is at least 10 ms")
        precondition(login == nil || security != .plain, "a password does not go in plain text")
        ProcessRules.install()
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.options = options
    }

    /// Such as `smtps://host:port`.
    public var name: String { "\(security.rawValue)://\(host.inURL):\(port)" }

    public func deliver(_ feed: any MessageFeed) -> SessionEnd {
        let supply = MessageSupply(feed, limit: options.messagesPerSession)
        var current: CurlConversation?
        while let message = supply.next() {
            let carried = carry(message, supply, &current)
            supply.settle(carried.outcome, of: message)
            if !carried.goesOn { current = nil }
            if let failure = carried.failure {
                return .relayUnavailable(reason: "the relay \(failure)")
            }
        }
        current?.quit()
        return .finished
    }

    /// Over the current connection as long as it is ready, else over a new one.
    private func carry(
        _ message: OutgoingMessage, _ supply: MessageSupply, _ current: inout CurlConversation?
    ) -> CurlConversation.Carried {
        do throws(CurlConnection.OpeningFailure) {
            if current?.isReady() != true { current = try conversation() }
            return current!.carry(message) { supply.mayConclude() }
        } catch {
            return CurlConversation.Carried(
                outcome: .notAttempted(reason: "the relay \(error.reason)", reply: error.reply),
                failure: error.reason, goesOn: false)
        }
    }

    private func conversation() throws(CurlConnection.OpeningFailure) -> CurlConversation {
        let connection = try CurlConnection(
            host: host, port: port, security: security, options: options)
        if let login {
            let limit = WaitLimit(stall: options.stallTimeout, message: options.openingTimeout)
            try connection.logIn(login, within: limit)
        }
        return CurlConversation(connection, options: options)
    }
}
