import Glibc
import Links

/// The two keys of an instance.
struct InstanceKeys: Sendable {
    let suppression: SecretKey
    let links: LinkKeys

    /// Reads both from their files; a file that is missing is made, for good.
    ///
    /// - Parameter credentials: The value of `$CREDENTIALS_DIRECTORY`.
    /// - Throws: `KeyFileError`; ``ConfigurationProblems`` when a credential is asked for and systemd gave none.
    init(_ settings: KeySettings, credentials: String?) throws {
        var generator = SystemRandomNumberGenerator()
        suppression = try SecretKey.load(
            path: Self.path(settings.suppression, "keys.suppression_file", credentials),
            using: &generator)
        links = try LinkKeys.load(
            path: Self.path(settings.links, "keys.links_file", credentials), using: &generator)
    }

    /// The same for a command that only looks: no file is made. For a key that is missing, or that this user may not
    /// read, one is made up that lasts as long as the process.
    ///
    /// - Throws: `KeyFileError` when a file that can be read is not right.
    init(lookingAt settings: KeySettings, credentials: String?) throws {
        var generator = SystemRandomNumberGenerator()
        suppression =
            try Self.readable(settings.suppression, credentials).map {
                try SecretKey.load(path: $0, using: &generator)
            } ?? SecretKey(using: &generator)
        links =
            try Self.readable(settings.links, credentials).map {
                try LinkKeys.load(path: $0, using: &generator)
            } ?? LinkKeys([(id: 1, key: SecretKey(using: &generator))])
    }

    /// The suppression key from its file, which has to be there.
    ///
    /// - Throws: As ``init(_:credentials:)``; `KeyFileError.unreadable` when the file is missing.
    static func suppression(_ settings: KeySettings, credentials: String?) throws -> SecretKey {
        let path = try path(settings.suppression, "keys.suppression_file", credentials)
        guard access(path, R_OK) == 0 else {
            throw KeyFileError.unreadable(
                path: path,
                reason: errno == ENOENT
                    ? "it is not there; the first start makes it, later only a copy helps"
                    : "\(String(cString: strerror(errno))); run this as the user of the service")
        }
        var generator = SystemRandomNumberGenerator()
        return try SecretKey.load(path: path, using: &generator)
    }

    /// Keys that last as long as the process.
    init(madeUpBy generator: inout some RandomNumberGenerator) {
        suppression = SecretKey(using: &generator)
        links = LinkKeys([(id: 1, key: SecretKey(using: &generator))])
    }

    /// nil when there is nothing that this user can read.
    private static func readable(_ source: SecretSource, _ credentials: String?) -> String? {
        guard let path = try? source.path(credentials), access(path, R_OK) == 0 else { return nil }
        return path
    }

    private static func path(_ source: SecretSource, _ key: String, _ credentials: String?) throws
        -> String
    {
        do throws(Complaint) {
            return try source.path(credentials)
        } catch {
            throw ConfigurationProblems(problems: [
                Problem(
                    place: .variable("CREDENTIALS_DIRECTORY"), key: key, what: error.what,
                    remedy: error.remedy)
            ])
        }
    }
}
