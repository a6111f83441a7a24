import Pages

/// How operators show who they are (`pages.beheer` in the file). Without either key there is no desk.
struct DeskDoorSettings: Equatable, Sendable {
    /// Where the hash of the password lies (``PasswordHash``).
    private(set) var password: SecretSource?
    /// The header in which a trusted proxy names the operator; in lower case.
    private(set) var userHeader: String?

    init(_ section: Section) {
        section.read("password_file", into: &password, as: .secret(from: section.folder))
        section.read("trusted_user_header", into: &userHeader, as: .userHeader)
        section.refuse("password", .deskPasswordInClear)
    }

    /// As the pages know them.
    ///
    /// - Parameter credentials: The value of `$CREDENTIALS_DIRECTORY`; nil outside a systemd service.
    /// - Throws: ``Complaint`` about the file of the password.
    func settings(credentials: String?) throws(Complaint) -> DeskSettings {
        var settings = DeskSettings(userHeader: userHeader)
        guard let password else { return settings }
        let line = try password.read(credentials: credentials).revealed
        guard let hash = PasswordHash(line) else { throw .noPasswordHash }
        settings.password = hash
        return settings
    }

    /// What is wrong with the file of the password; nil for nothing, and for a credential outside of a service.
    func complaint(credentials: String?) -> Complaint? {
        if case .credential? = password, credentials == nil { return nil }
        do throws(Complaint) {
            _ = try settings(credentials: credentials)
            return nil
        } catch {
            return error
        }
    }
}

extension Rule where Value == String {
    /// The name of a header field (RFC 9110 §5.1) that says who asks; made lower case. Fields with a meaning of their
    /// own, which anybody's browser sends, are refused.
    static var userHeader: Rule {
        Rule { text throws(Complaint) in
            let name = text.lowercased()
            let isName =
                (1...64).contains(name.utf8.count)
                && name.utf8.allSatisfy("abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains)
            let taken: Set = [
                "accept", "accept-language", "authorization", "cookie", "from", "host", "origin",
                "referer", "user-agent", "x-forwarded-for",
            ]
            guard isName, !taken.contains(name) else {
                throw Complaint(
                    "is not a header in which a proxy names a user",
                    remedy: "write one such as X-Remote-User, and let the proxy set it always")
            }
            return name
        }
    }
}

extension Complaint {
    fileprivate static let noPasswordHash = Complaint(
        "does not hold a yescrypt hash",
        remedy: "write into it what `buurtpost beheer password` prints, and nothing else")
    fileprivate static let deskPasswordInClear = Complaint(
        "is a password in clear",
        remedy:
            "run `buurtpost beheer password`, put what it prints into a file, and name that in password_file"
    )
}
