import Foundation
import JobQueue
import Links
import Logging
import Mail
import Pages

extension Installation {
    /// The operator's desk among the pages; nil when the configuration lets nobody in.
    ///
    /// - Throws: What is wrong with the file of the password, or what ``desk(clock:inHand:links:logger:)`` throws.
    func deskSite(clock: WallClock, logger: Logger) throws -> DeskSite? {
        let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        let settings = try configuration.pages.desk.settings(credentials: credentials)
        return DeskSite(
            settings, publicURL: try publicURL(), platform: platform,
            sources: try deskSources(clock: clock, logger: logger))
    }

    private func deskSources(clock: WallClock, logger: Logger) throws -> DeskSources {
        let relays = configuration.relays
        let links = LinkKeys.thrownAway
        return DeskSources(
            relays: { now, db in
                try RelayStatus.all(relays, now: now, db).map(DeskRelay.init)
            },
            letter: { letter, at, db in
                try desk(clock: WallClock(now: { at }), links: links, logger: logger)
                    .preview(letter, in: db)
            },
            control: try jobControl(clock: clock, logger: logger))
    }
}

extension LinkKeys {
    /// Keys that nobody will have again: links signed with them look like a reader's and open nothing.
    fileprivate static var thrownAway: LinkKeys {
        var generator = SystemRandomNumberGenerator()
        return LinkKeys([(id: 1, key: SecretKey(using: &generator))])
    }
}

extension DeskRelay {
    fileprivate init(_ status: RelayStatus) {
        self.init(
            name: status.url, isInUse: status.standing == .inUse, pausedAt: status.pausedAt,
            probeAt: status.probeAt, lastFailure: status.lastFailure,
            lastAnswer: status.lastAnswer, lastAt: status.lastAt, accepted: status.accepted)
    }
}
