import Glibc
import Links

/// Reads the configuration again while the program runs: all of it is taken, or nothing.
///
/// A running process keeps its database and the files of its keys. The keys in `links_file` may be others than before,
/// for they can be rotated; the one in `suppression_file` may not.
struct Reload {
    /// What the process works with now.
    let running: Installation
    /// The configuration file.
    let path: String
    /// The variables of the process.
    let environment: [String: String]

    /// What follows ``running``.
    ///
    /// - Throws: ``ConfigurationProblems`` with every problem there is, among them what cannot change while the
    ///   program runs; or what is wrong with a key file. Then nothing was made or changed.
    func installation() throws -> Installation {
        let file = SettingsFile(path, environment: environment, Configuration.init)
        try refuse(file.settings.map { fixedProblems($0.database, $0.keys, file) } ?? [])
        let next = try Installation(config: path, for: .send, environment: environment)
        try refuse(keyProblems(next.keys, file))
        return next
    }

    /// With what else is wrong, so that one look is enough.
    private func refuse(_ problems: [Problem]) throws {
        guard !problems.isEmpty else { return }
        let others = ConfigurationCheck(path: path, environment: environment).problems
        throw ConfigurationProblems(problems: (problems + others).sorted())
    }

    private func fixedProblems(
        _ database: String, _ keys: KeySettings, _ file: SettingsFile<Configuration>
    ) -> [Problem] {
        let (former, formerKeys) = (running.configuration, running.configuration.keys)
        return [
            database == former.database ? nil : file.problem("database", .fixed),
            problem("keys.links_file", keys.links, after: formerKeys.links, file),
            problem(
                "keys.suppression_file", keys.suppression, after: formerKeys.suppression, file),
        ].compactMap { $0 }
    }

    /// A start makes a key that is missing. Here one was there, and something has happened to it.
    private func problem(
        _ key: String, _ source: SecretSource, after former: SecretSource,
        _ file: SettingsFile<Configuration>
    ) -> Problem? {
        guard source == former else { return file.problem(key, .fixed) }
        guard let path = try? source.path(environment["CREDENTIALS_DIRECTORY"]),
            access(path, F_OK) != 0
        else { return nil }
        return file.problem(key, .lost)
    }

    private func keyProblems(_ keys: InstanceKeys, _ file: SettingsFile<Configuration>) -> [Problem]
    {
        let probe = { (key: SecretKey) in key.code(for: "reload", []) }
        guard probe(keys.suppression) != probe(running.keys.suppression) else { return [] }
        return [file.problem("keys.suppression_file", .exchanged)]
    }
}

extension SettingsFile<Configuration> {
    fileprivate func problem(_ key: String, _ complaint: Complaint) -> Problem {
        Problem(place: place(of: key), key: key, what: complaint.what, remedy: complaint.remedy)
    }
}

extension Complaint {
    fileprivate static let fixed = Complaint(
        "cannot change while the program runs", remedy: "restart it, or put the former value back")
    fileprivate static let lost = Complaint(
        "names a file that was there at the start and is gone", remedy: "put the file back")
    fileprivate static let exchanged = Complaint(
        "holds another key than at the start", remedy: "put the former key back")
}
