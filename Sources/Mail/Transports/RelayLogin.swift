/// How to log in to a relay (RFC 4954). Holds no secret: that is read anew for each connection.
public struct RelayLogin: Sendable {
    /// How user and secret are said.
    public enum Mechanism: String, CaseIterable, Sendable {
        /// RFC 4616.
        case plain
        /// Two questions, two answers; never standardised, and all that some relays offer.
        case login
        /// The secret is an OAuth 2.0 access token
        /// (<https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>).
        case xoauth2
    }

    public let user: String
    /// Nil means PLAIN where it is offered, else LOGIN.
    public let mechanism: Mechanism?
    /// Reads the password or token. What it throws is described to the operator and holds no
    /// secret.
    let secret: @Sendable () throws -> String

    public init(
        user: String, mechanism: Mechanism? = nil, secret: @escaping @Sendable () throws -> String
    ) {
        self.user = user
        self.mechanism = mechanism
        self.secret = secret
    }

    /// What to use with a relay that offers these, in capitals; nil when there is nothing.
    func mechanism(offered: Set<String>) -> Mechanism? {
        let wanted = mechanism.map { [$0] } ?? [.plain, .login]
        return wanted.first { offered.contains($0.rawValue.uppercased()) }
    }
}
