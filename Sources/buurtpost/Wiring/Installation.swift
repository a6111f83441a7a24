import Digests
import Feeds
import Foundation
import JobQueue
import Links
import Logging
import Mail
import Model
import Neighbourhood
import Pages
import Web

/// Everything that is configured, read and checked: what a command needs before it opens the database.
struct Installation: Sendable {
    let configuration: Configuration
    /// nil when there is no folder `digest`: then no digests are sent.
    let digest: DigestInstallation?
    /// nil when there is no folder `account`: then no pages are served.
    let account: AccountInstallation?
    let platform: Platform
    let keys: InstanceKeys
    /// Reads what comes to the reverse paths of this instance.
    let bounceIntake: BounceIntake
    /// In the order of the configuration.
    let feeds: [Feed]
    /// How they are pulled.
    let feedPull: FeedPull
    /// What is not as it should be and stands in nobody's way. Looked for by ``Intent/send`` only.
    let warnings: [Problem]

    /// What a command is about to do.
    enum Intent: Sendable {
        /// To send: as ``work``, and the letters that the templates make are held against the rules.
        case send
        /// To write: keys that are missing are made.
        case work
        /// To look: nothing is written, and keys need not be there (``InstanceKeys/init(lookingAt:credentials:)``).
        case look
    }

    /// Reads the file, the jobs and the keys, each once.
    ///
    /// - Parameter environment: The variables that override keys; by default those of the process.
    /// - Throws: ``ConfigurationProblems`` with every problem there is, or what is wrong with a key file.
    init(
        config path: String, for intent: Intent = .work,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let check = ConfigurationCheck(path: path, environment: environment)
        let letters = intent == .send ? check.letters() : nil
        let problems =
            intent == .look ? check.problemsForLooking : check.problems + (letters?.problems ?? [])
        guard problems.isEmpty, let configuration = check.configuration else {
            throw ConfigurationProblems(problems: problems)
        }
        self.configuration = configuration
        platform = configuration.platform.platform
        digest = check.digest.flatMap { DigestInstallation($0.job, $0.words, configuration) }
        let zone = configuration.platform.timeZone
        account = check.account.map { AccountInstallation($0.job, $0.templates, zone: zone) }
        let credentials = environment["CREDENTIALS_DIRECTORY"]
        keys =
            switch intent {
            case .send, .work: try InstanceKeys(configuration.keys, credentials: credentials)
            case .look: try InstanceKeys(lookingAt: configuration.keys, credentials: credentials)
            }
        feeds = try configuration.feeds.map { try $0.feed() }
        feedPull = try Self.feedPull(configuration)
        bounceIntake = BounceIntake(
            key: keys.suppression, domain: try DomainName(configuration.mail.bounceDomain))
        warnings = letters?.warnings ?? []
    }

    /// With keys that are made up: for letters that nobody gets.
    init(sampleOf configuration: Configuration, _ digest: DigestInstallation) throws {
        var generator = SystemRandomNumberGenerator()
        self.configuration = configuration
        self.digest = digest
        account = nil
        feeds = []
        platform = configuration.platform.platform
        keys = InstanceKeys(madeUpBy: &generator)
        feedPull = try Self.feedPull(configuration)
        bounceIntake = BounceIntake(
            key: keys.suppression, domain: try DomainName(configuration.mail.bounceDomain))
        warnings = []
    }

    private static func feedPull(_ configuration: Configuration) throws -> FeedPull {
        FeedPull(
            contact: try WebURL(configuration.platform.url.absoluteString),
            calendar: configuration.platform.platform.calendar)
    }

    /// The desk where letters are written, by the given clock.
    ///
    /// - Parameters:
    ///   - inHand: What the sessions of the process work on, for who sends. The default is nothing.
    ///   - links: What the links in letters are signed with. The default, nil, is the instance's own keys.
    func desk(
        clock: WallClock, inHand: LettersInHand = LettersInHand(), links: LinkKeys? = nil,
        logger: Logger = Logger(label: "buurtpost")
    ) throws -> WritingDesk {
        let composer = try LetterComposer(
            from: Mailbox(name: configuration.platform.name, address: configuration.mail.from),
            replyTo: configuration.mail.replyTo.map { Mailbox(address: $0) },
            bounceDomain: DomainName(configuration.mail.bounceDomain),
            zone: configuration.platform.timeZone, key: keys.suppression)
        return WritingDesk(
            renderers: try renderers(clock: clock, links: links ?? keys.links),
            composer: composer, rules: rules(inHand), inHand: inHand, clock: clock, logger: logger)
    }

    /// Who must not be mailed comes first; then the night: what waits for the morning takes no place in the day before
    /// it.
    private func rules(_ inHand: LettersInHand) -> [any SendingRule] {
        let (limits, calendar) = (configuration.limits, platform.calendar)
        let night = Night(limits.quietHours, calendar)
        return [
            SuppressionRule(key: keys.suppression),
            QuietHours(night: night, calendar: calendar),
            ReaderBudget(
                lettersPerDay: limits.lettersPerReaderAndDay, night: night, calendar: calendar,
                inHand: inHand),
        ]
    }

    private func renderers(clock: WallClock, links: LinkKeys) throws -> [any LetterRenderer] {
        let digests = try digest.map { try renderer(of: $0, clock, links) }
        let accounts = try account.map { try renderer(of: $0, clock, links) }
        return [digests as (any LetterRenderer)?, accounts].compactMap { $0 }
    }

    private func renderer(
        of account: AccountInstallation, _ clock: WallClock, _ links: LinkKeys
    ) throws -> AccountRenderer {
        AccountRenderer(
            templates: account.templates, platform: platform, pages: try publicURL(),
            keys: links, versions: AddressVersion(key: keys.suppression), clock: clock)
    }

    private func renderer(
        of digest: DigestInstallation, _ clock: WallClock, _ links: LinkKeys
    ) throws -> DigestRenderer {
        DigestRenderer(
            words: digest.words, platform: platform, settings: digest.settings,
            pages: try publicURL(), keys: links, clock: clock)
    }

    /// What links of ours begin with.
    func publicURL() throws -> PublicURL {
        let url = configuration.pages.publicURL ?? configuration.platform.url
        return try PublicURL(url.absoluteString)
    }
}

/// The folder `jobs/digest`: its rhythm, settings, templates and questions.
struct DigestInstallation: Sendable {
    let schedule: Schedule
    let settings: DigestSettings
    let words: [Language: DigestLanguage]

    /// nil when the Dutch templates have problems.
    init?(
        _ job: JobFile<DigestJobSettings>, _ words: DigestWords, _ configuration: Configuration
    ) {
        guard words.languages[.nl] != nil else { return nil }
        schedule = job.schedule.schedule(
            kind: DigestJobSettings.kind, zone: configuration.platform.timeZone)
        settings = job.settings.settings(leadMinutes: configuration.mail.leadMinutes)
        self.words = words.languages
    }
}

/// The folder `jobs/account`: how often new addresses are looked for, and what is said.
struct AccountInstallation: Sendable {
    let schedule: Schedule
    let templates: AccountTemplates

    init(_ job: JobFile<AccountJobSettings>, _ templates: AccountTemplates, zone: TimeZone) {
        schedule = job.schedule.schedule(kind: AccountJobSettings.kind, zone: zone)
        self.templates = templates
    }
}

extension PlatformSettings {
    /// As the letters speak of it.
    var platform: Platform {
        Platform(
            name: name, url: url.absoluteString, deskPhone: deskPhone, addressForm: addressForm,
            language: language, calendar: LocalCalendar(zone: timeZone))
    }
}

extension JobSchedule {
    /// As the queue knows it.
    ///
    /// - Parameter zone: The platform's, for a job that names none.
    func schedule(kind: String, zone: TimeZone) -> Schedule {
        Schedule(
            name: kind, kind: kind, rule: rule, zone: (timeZone ?? zone).identifier,
            catchUp: catchUp, maxAge: maxAge, hours: hours, overlap: overlap, jitter: jitter)
    }
}

extension DigestJobSettings {
    /// As the feature knows them.
    func settings(leadMinutes: Int) -> DigestSettings {
        var settings = DigestSettings()
        settings.maxItems = maxItems
        settings.pollClosesWithin = pollClosesWithin
        settings.lateness = tooLateAfter
        settings.newsMaxAge = newsMaxAge
        settings.excerptLength = excerptLength
        settings.weights = ranking
        settings.minimumLead = .seconds(60 * leadMinutes)
        return settings
    }
}
