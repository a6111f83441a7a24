import Glibc
import Links

extension KeySettings {
    /// Sorted. What is wrong with the files that are there already; none is made.
    ///
    /// - Parameter credentials: The value of `$CREDENTIALS_DIRECTORY`; nil outside a systemd service, where
    ///   credentials are taken on trust.
    func problems(credentials: String?) -> [Problem] {
        let found = [
            problem("keys.links_file", links, credentials) { path throws(KeyFileError) in
                var generator = SystemRandomNumberGenerator()
                _ = try LinkKeys.load(path: path, using: &generator)
            },
            problem("keys.suppression_file", suppression, credentials) {
                path throws(KeyFileError) in
                var generator = SystemRandomNumberGenerator()
                _ = try SecretKey.load(path: path, using: &generator)
            },
        ]
        return found.compactMap { $0 }.sorted()
    }

    private func problem(
        _ key: String, _ source: SecretSource, _ credentials: String?,
        load: (String) throws(KeyFileError) -> Void
    ) -> Problem? {
        guard let path = try? source.path(credentials) else { return nil }
        // Loading a file that is not there would make it.
        guard access(path, F_OK) == 0 else { return missing(key, source, path) }
        do throws(KeyFileError) {
            try load(path)
            return nil
        } catch {
            return Problem(keyFile: error, key: key)
        }
    }

    /// A file is made at the first start; a credential cannot be.
    private func missing(_ key: String, _ source: SecretSource, _ path: String) -> Problem? {
        guard case .credential(let name) = source else { return nil }
        return Problem(
            wholeFile: path, key: key,
            Complaint(
                "is not among the credentials of the service",
                remedy: "add LoadCredential=\(name):/path/of/the/file to the unit"))
    }
}

extension Problem {
    /// What is wrong with a key's file, at its place in that file.
    init(keyFile error: KeyFileError, key: String) {
        let ownership = "run this as the user of the service, or restore the file from a copy"
        switch error {
        case .unreadable(let path, let reason), .notCreated(let path, let reason):
            self.init(
                wholeFile: path, key: key,
                Complaint("cannot be read (\(reason))", remedy: ownership))
        case .exposed(let path, let mode):
            self.init(
                wholeFile: path, key: key,
                Complaint(
                    "has mode 0\(String(mode, radix: 8)), with which too many may read or write it",
                    remedy: "run chmod 600 on it"))
        case .malformed(let path, let line, let reason):
            self.init(
                place: .file(path: path, line: line, column: 1), key: key, what: reason,
                remedy: "restore the file from a copy")
        }
    }
}
