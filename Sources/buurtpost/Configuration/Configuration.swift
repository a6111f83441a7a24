/// How one instance runs: everything that `buurtpost.yaml` and the environment say, checked.
///
/// A value of this type is complete and valid. Relative paths in it are already joined with the folder of
/// the file they were written in.
struct Configuration: Equatable, Sendable {
    /// The path of the SQLite file. The default is `/var/lib/buurtpost/<name>/<name>.db`, `<name>` being the name
    /// of the configuration file without `.yaml`: the folder that the systemd units make for each instance.
    let database: String
    /// The folder with a folder for each kind of job. The default is `jobs` beside the configuration file.
    let jobsDirectory: String
    let platform: PlatformSettings
    let mail: MailSettings
    /// Where letters are handed over, at least one. Without any in the file it is a Maildir beside the
    /// database: nothing leaves the machine before somebody names a relay.
    let relays: [RelaySettings]
    let limits: LimitSettings
    let keys: KeySettings
    let pages: PageSettings
    /// In the order of the file. The default is none.
    let feeds: [FeedSettings]
    let retention: RetentionSettings

    /// Reads and checks `path`.
    ///
    /// - Parameters:
    ///   - path: The file. Where `path` is relative, so are the paths that come of it.
    ///   - environment: The variables of the process; those that begin with `BUURTPOST_` override keys
    ///     (``EnvironmentOverrides``).
    /// - Throws: ``ConfigurationProblems`` with every problem there is.
    static func load(
        _ path: String, environment: [String: String]
    ) throws(ConfigurationProblems) -> Configuration {
        try SettingsFile(path, environment: environment, Configuration.init).get()
    }

    /// Reads all keys of the file; nil when one that has no default is missing or wrong.
    init?(_ section: Section) {
        let database = Self.database(section)
        self.database = database
        jobsDirectory = Self.jobsDirectory(section)
        let platform = section.section("platform", PlatformSettings.init)
        let mail = section.section("mail", MailSettings.init)
        let relays = section.list("relays", RelaySettings.init)
        self.relays = relays.isEmpty ? [.embedded(besides: database)] : relays
        limits = section.section("limits", LimitSettings.init)
        keys = section.section("keys") { KeySettings($0, database: database) }
        pages = section.section("pages") { PageSettings($0, platform: platform?.url) }
        let feeds = section.list("feeds", FeedSettings.init)
        self.feeds = feeds
        if Set(feeds.map(\.name)).count < feeds.count {
            section.report(.sameFeedName, about: "feeds")
        }
        retention = section.section("retention", RetentionSettings.init)
        guard let platform, let mail else { return nil }
        self.platform = platform
        self.mail = mail
    }

    private static func database(_ section: Section) -> String {
        let name = SiblingFile.stem(of: section.file)
        var path = "/var/lib/buurtpost/\(name)/\(name).db"
        section.read("database", into: &path, as: .path(from: section.folder))
        return path
    }

    /// Reads the key `jobs_directory` alone, for a check of the jobs beside a file that has problems.
    static func jobsDirectory(_ section: Section) -> String {
        var path = "\(section.folder)/jobs"
        section.read("jobs_directory", into: &path, as: .path(from: section.folder))
        return path
    }
}

extension Complaint {
    fileprivate static let sameFeedName = Complaint(
        "has two feeds of one name", remedy: "give each its own name: feeds[].name")
}
