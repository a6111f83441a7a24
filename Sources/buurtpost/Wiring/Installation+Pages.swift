import Digests
import JobQueue
import Links
import Logging
import Mail
import Neighbourhood
import Pages

extension Installation {
    /// The modules that know something about persons. The neighbourhood, which has the resident's own row, is last.
    var personalData: [any PersonalData] {
        [MailPersonalData(), DigestPersonalData(), NeighbourhoodPersonalData()]
    }

    /// Erases persons, by the same rules for a reader's button and for the command.
    var eraser: PersonEraser { PersonEraser(personalData, key: keys.suppression) }

    /// The pages behind the links of letters: those of every feature. A new feature adds its own here.
    private var readerPages: [any ReaderPage] {
        let versions = AddressVersion(key: keys.suppression)
        let optOuts = OptOuts(key: keys.suppression)
        return UnsubscribePage.Kind.allCases.map {
            UnsubscribePage($0, platform: platform, optOuts: optOuts)
        } + [
            FrequencyPage(platform: platform, versions: versions, optOuts: optOuts),
            PreferencesPage(
                platform: platform, versions: versions, optOuts: optOuts,
                copy: PersonExport(personalData)),
            ConfirmPage(platform: platform, versions: versions),
        ]
    }

    /// The web server, not started yet; nil without the folder `account`.
    ///
    /// - Throws: What ``publicURL()`` or the database throws.
    func pageServer(
        _ office: PostOffice, clock: WallClock, logger: Logger
    ) throws -> PageServer? {
        guard account != nil else { return nil }
        let site = SitePages(platform: platform)
        let readers = ReaderSite(readerPages, keys: keys.links, site: site, platform: platform)
        let dispatcher = office.dispatcher
        let desk: (any SitePart)? = try deskSite(clock: clock, logger: logger)
        return try PageServer(
            configuration.pages.server(publicURL: try publicURL()),
            parts: [desk, readers].compactMap(\.self),
            pages: site, database: office.database, ticks: office.ticks, clock: clock,
            logger: logger, wake: { dispatcher.wake() })
    }
}

extension PageSettings {
    /// As the server knows them.
    fileprivate func server(publicURL: PublicURL) -> PageServerSettings {
        let listen: PageServerSettings.Listen =
            switch listen {
            case .tcp(let host, let port): .tcp(host: host, port: port)
            case .unix(let path): .unix(path: path)
            }
        return PageServerSettings(
            listen: listen, publicURL: publicURL, trustedProxies: Set(trustedProxies))
    }
}
