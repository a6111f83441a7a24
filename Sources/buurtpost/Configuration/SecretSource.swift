/// Where a secret is read from. Never the secret itself.
enum SecretSource: Equatable, Sendable {
    /// The path of a file.
    case file(String)
    /// The name of a systemd credential (`LoadCredential=` in systemd.exec(5)), a file in
    /// `$CREDENTIALS_DIRECTORY`. The file writes it `credential:NAME`.
    case credential(String)

    /// How many octets a secret may have.
    static let sizeLimit = 4096

    /// Reads the secret: UTF-8 on one line. One line end at the end of the file is cut off.
    ///
    /// - Parameter credentials: The value of `$CREDENTIALS_DIRECTORY`; nil outside a systemd service.
    /// - Throws: ``Complaint`` when the file is missing, not readable, empty, too large, not one line of
    ///   UTF-8, or open to every user of the machine. It does not hold the secret.
    func read(credentials: String?) throws(Complaint) -> Secret {
        let octets = try octets(credentials: credentials)
        guard var text = String(validating: octets, as: UTF8.self) else { throw .notOneLine }
        // Swift counts CR LF as one character, so this cuts off either line end.
        if text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: \.isControl) else {
            throw .notOneLine
        }
        return Secret(text)
    }

    private func octets(credentials: String?) throws(Complaint) -> [UInt8] {
        do {
            let (octets, mode) = try FileOctets.read(try path(credentials), limit: Self.sizeLimit)
            guard mode & 0o007 == 0 else { throw Complaint.openToAll }
            return octets
        } catch let failure as FileOctets.Failure {
            throw failure.complaint(limit: Self.sizeLimit)
        } catch let complaint as Complaint {
            throw complaint
        } catch {
            preconditionFailure("reading throws nothing else")
        }
    }

    /// Where the secret lies.
    ///
    /// - Parameter credentials: The value of `$CREDENTIALS_DIRECTORY`; nil outside a systemd service.
    func path(_ credentials: String?) throws(Complaint) -> String {
        switch self {
        case .file(let path): return path
        case .credential(let name):
            guard let credentials else {
                throw Complaint(
                    "is a credential, and systemd gave none",
                    remedy: "add LoadCredential=\(name):/path/of/the/file to the unit")
            }
            return "\(credentials)/\(name)"
        }
    }
}

extension Rule where Value == SecretSource {
    /// A path (relative ones start in `folder`), or `credential:` and a name without `/`.
    static func secret(from folder: String) -> Rule {
        Rule { text throws(Complaint) in
            guard text.hasPrefix("credential:") else {
                return .file(try Rule<String>.path(from: folder).read(text))
            }
            let name = String(text.dropFirst("credential:".count))
            let isName = !name.isEmpty && name.utf8.count <= 255 && !name.contains("/")
            guard isName, name != ".", name != "..",
                !name.unicodeScalars.contains(where: \.isControl)
            else {
                throw Complaint(
                    "is not the name of a credential",
                    remedy: "write credential: and the name in LoadCredential=, without /")
            }
            return .credential(name)
        }
    }
}

extension Complaint {
    fileprivate static let notOneLine = Complaint(
        "is empty or not one line of UTF-8", remedy: "write the secret into it, and nothing else")
    fileprivate static let openToAll = Complaint(
        "is open to every user of this machine", remedy: "run chmod o= on it, and change the secret"
    )
}
