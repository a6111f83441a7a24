import Mail
import Model

/// Where letters are handed over, as a URL: a folder or an SMTP server.
///
/// The four forms are `maildir:DIR`, `smtp://host:25` (plain text), `smtp+starttls://host:587` (TLS from
/// STARTTLS on, RFC 3207) and `smtps://host:465` (TLS from the first octet, RFC 8314 §3.3). The port may be left out.
struct RelayURL: Equatable, Sendable, CustomStringConvertible {
    enum Target: Equatable, Sendable {
        /// The folder that holds `new`, `cur` and `tmp`.
        case maildir(path: String)
        /// A host name or an IP address (IPv6 without brackets), and a port from 1 to 65535.
        case server(host: String, port: Int, security: RelaySecurity)
    }

    let target: Target
    /// As it was written, except that the path of a Maildir is the joined one. Holds no user and no password.
    let text: String

    var description: String { text }

    /// Nil for a folder.
    var security: RelaySecurity? {
        if case .server(_, _, let security) = target { security } else { nil }
    }

    /// Whether the server is named by an IPv6 address.
    var isIPv6: Bool {
        if case .server(let host, _, _) = target { host.contains(":") } else { false }
    }

    /// `maildir:` and the path.
    static func maildir(_ path: String) -> RelayURL {
        RelayURL(target: .maildir(path: path), text: "maildir:\(path)")
    }

    private init(target: Target, text: String) {
        self.target = target
        self.text = text
    }

    /// Reads one of the four forms.
    ///
    /// - Parameter folder: Where a relative path of a Maildir starts.
    /// - Throws: ``Complaint``, which does not repeat the text: it may hold a password.
    init(_ text: String, from folder: String) throws(Complaint) {
        guard let colon = text.firstIndex(of: ":") else { throw .relayForm }
        let scheme = String(text[..<colon])
        let rest = text[text.index(after: colon)...]
        if scheme == "maildir" {
            self = .maildir(try Rule.path(from: folder).read(String(rest)))
        } else {
            self = try Self.server(text, scheme: scheme, rest: rest)
        }
    }

    private static func server(
        _ text: String, scheme: String, rest: Substring
    ) throws(Complaint) -> RelayURL {
        guard let security = RelaySecurity(rawValue: scheme) else {
            throw Complaint(
                "begins with an unknown scheme",
                remedy: NearestName.remedy(
                    for: scheme, in: ["maildir"] + RelaySecurity.allCases.map(\.rawValue)))
        }
        guard rest.hasPrefix("//") else { throw .relayForm }
        guard !rest.contains("@") else { throw .loginInRelay }
        let authority = rest.dropFirst(2)
        let (host, port) = try HostAndPort.split(
            authority.last == "/" ? authority.dropLast() : authority)
        return RelayURL(
            target: .server(
                host: host, port: port ?? Int(security.defaultPort), security: security),
            text: text)
    }
}

extension Rule where Value == RelayURL {
    /// A ``RelayURL``; the path of a Maildir starts in `folder` when it is relative.
    static func relay(from folder: String) -> Rule {
        Rule { text throws(Complaint) in try RelayURL(text, from: folder) }
    }
}

extension Complaint {
    fileprivate static let relayForm = Complaint(
        "is not the URL of a relay",
        remedy: "write maildir:DIR, smtp://host:25, smtp+starttls://host:587 or smtps://host:465")
    fileprivate static let loginInRelay = Complaint(
        "names a user or a password",
        remedy: "leave out what stands before the @; use the keys user and password_file")
}
