import Mail

/// One place where letters are handed over (an element of `relays` in the file).
struct RelaySettings: Equatable, Sendable {
    /// Has no default.
    let url: RelayURL
    /// The default is none: the kind of the URL decides (libESMTP for plain text, libcurl for TLS).
    private(set) var client: TransportURL.Client?
    /// How many sessions may run side by side, 1...64. The default is 2.
    private(set) var connections = 2
    /// How many messages a second over all sessions, 0.01...100,000. The default is none: as fast as the
    /// relay takes them.
    private(set) var ratePerSecond: Double?
    /// The name to log in with, 1 to 255 characters; together with ``password``. The default is none: no login.
    private(set) var user: String?
    /// Where the password is read from (`password_file` in the file). The default is none.
    private(set) var password: SecretSource?
    /// How user and password are said. The default is PLAIN where the relay offers it, else LOGIN. For
    /// XOAUTH2 ``password`` is the access token.
    private(set) var auth: RelayLogin.Mechanism?
    /// The path of a file of certificates in PEM that replaces the system's authorities. The default is none.
    private(set) var authorities: String?

    /// The relay of an instance that names none: a Maildir named after the database, beside it.
    static func embedded(besides database: String) -> RelaySettings {
        RelaySettings(.maildir(SiblingFile.path(of: database, suffix: ".maildir")))
    }

    private init(_ url: RelayURL) { self.url = url }

    /// Reads all keys of the section; nil when the URL is missing or wrong.
    init?(_ section: Section) {
        let url = section.require("url", as: .relay(from: section.folder))
        section.read("client", into: &client, as: .choice)
        section.read("connections", into: &connections, as: .whole(1...64))
        section.read("rate_per_second", into: &ratePerSecond, as: .decimal(0.01...100_000))
        section.read("user", into: &user, as: .line(upTo: 255))
        section.read("password_file", into: &password, as: .secret(from: section.folder))
        section.read("auth", into: &auth, as: .choice)
        section.read("ca_file", into: &authorities, as: .path(from: section.folder))
        section.refuse("password", .passwordInClear)
        guard let url else { return nil }
        self.url = url
        check(section)
    }

    /// What each key allows for itself but not beside the others.
    private func check(_ section: Section) {
        if client == .esmtp, url.security != .plain {
            section.report(.esmtpWithTLS, about: "client")
        }
        if client == .esmtp, url.isIPv6 { section.report(.esmtpToIPv6, about: "client") }
        if client != nil, url.security == nil { section.report(.clientOfFolder, about: "client") }
        if user != nil, password == nil { section.report(.halfLogin, about: "user") }
        if user == nil, password != nil { section.report(.halfLogin, about: "password_file") }
        if password != nil, url.security == .plain { section.report(.loginInClear, about: "url") }
        if password != nil, url.security == nil {
            section.report(.loginToFolder, about: "password_file")
        }
        if auth != nil, user == nil { section.report(.authWithoutLogin, about: "auth") }
        if authorities != nil, url.security == nil || url.security == .plain {
            section.report(.authoritiesWithoutTLS, about: "ca_file")
        }
    }
}

extension Complaint {
    fileprivate static let passwordInClear = Complaint(
        "is a password in clear",
        remedy:
            "put it into a file that only the service can read, name that in password_file, and "
            + "change the password")
    fileprivate static let esmtpWithTLS = Complaint(
        "is esmtp, which hands over in plain text only",
        remedy: "leave it out, or use smtp:// to a server on the same machine or network")
    fileprivate static let esmtpToIPv6 = Complaint(
        "is esmtp, which takes no IPv6 address",
        remedy: "leave it out, or write a host name that stands for the address")
    fileprivate static let clientOfFolder = Complaint(
        "is set, and a folder has no client", remedy: "leave it out")
    fileprivate static let halfLogin = Complaint(
        "is only half of a login", remedy: "set both user and password_file, or neither")
    fileprivate static let loginInClear = Complaint(
        "would send the password over the network in plain text",
        remedy: "use smtp+starttls:// or smtps://, or leave out user and password_file")
    fileprivate static let authWithoutLogin = Complaint(
        "is set, and there is no login", remedy: "set user and password_file too, or leave it out")
    fileprivate static let authoritiesWithoutTLS = Complaint(
        "is set, and no certificate is asked for",
        remedy: "use smtp+starttls:// or smtps://, or leave it out")
    fileprivate static let loginToFolder = Complaint(
        "is set, and a folder needs no login", remedy: "leave out user and password_file")
}
