import Digests
import Feeds
import JobQueue
import Logging
import Mail
import Model
import Pages

/// What an installation asks of the daemon, made the same way at the start and at each reload.
struct InstallationDuties {
    let database: DatabaseFile
    let ticks: CommitTicks
    let clock: WallClock
    /// Whether a relay that the process before has paused is tried at once: somebody asked for what is due now.
    let triesPausedRelays: Bool
    let logger: Logger
    /// Outlives a reload: sessions of former duties may still send.
    private let inHand = LettersInHand()

    init(
        database: DatabaseFile, ticks: CommitTicks, clock: WallClock, triesPausedRelays: Bool,
        logger: Logger
    ) {
        self.database = database
        self.ticks = ticks
        self.clock = clock
        self.triesPausedRelays = triesPausedRelays
        self.logger = logger
    }

    /// The kinds, queues and schedules of `installation`. Its limits of recipients' domains hold from now on.
    ///
    /// - Throws: `InvalidTransportURL` for a relay that this version has no transport for, what
    ///   ``Installation/desk(clock:inHand:logger:)`` throws, and `DatabaseError` when the limits cannot be written.
    func duties(of installation: Installation) throws -> Duties {
        let desk = try installation.desk(clock: clock, inHand: inHand, logger: logger)
        let sessions = try sessions(installation.configuration.relays, desk)
        let rates = installation.configuration.limits.rates
        let feeds = installation.feeds
        try ticks.write(repeatable: true) { db in
            try RecipientDomainTable(db).install(rates)
            try FeedStateTable(db).keep(only: feeds.map(\.name))
        }
        var duties = Duties(
            lifecycles: installation.lifecycles(desk: desk),
            queues: [
                QueueSetup(
                    name: LetterTable.jobKind.queue, lanes: sessions.lanes,
                    ahead: MailSessions.ahead, worker: sessions),
                QueueSetup(name: DigestPlanner.queue),
                QueueSetup(name: BouncePoll.queue),
                QueueSetup(name: AccountJobs.queue),
                QueueSetup(name: FeedJob.queue, lanes: 2),
            ],
            schedules: [
                installation.digest?.schedule, installation.account?.schedule,
                installation.bouncePoll.map { _ in BouncePoll.schedule },
            ].compactMap { $0 } + FeedJob.schedules(of: feeds),
            calendar: installation.platform.calendar)
        let retention = installation.configuration.retention
        duties.retention = retention.jobs
        duties.cleaners = [LetterCleaner(retention.mail), BounceCleaner(retention.mail)]
        return duties
    }

    private func sessions(_ relays: [RelaySettings], _ desk: WritingDesk) throws -> MailSessions {
        MailSessions(
            relays: try relays.map { try $0.relay() }, triesPausedRelays: triesPausedRelays,
            desk: desk, database: database, ticks: ticks, logger: logger)
    }
}

extension RelaySettings {
    /// As the sessions know it.
    fileprivate func relay() throws -> Relay {
        Relay(
            transport: try transport(), connections: connections, ratePerSecond: ratePerSecond)
    }
}

extension LimitSettings {
    /// Letters a second by recipients' domain.
    fileprivate var rates: [String: Double] { recipientDomains.compactMapValues(\.ratePerSecond) }
}

extension RetentionSettings {
    /// As the queue knows it.
    var jobs: JobRetention {
        var retention = JobRetention()
        (retention.finished, retention.discarded) = (finishedJobs, discardedJobs)
        return retention
    }

    /// As mail knows it.
    var mail: LetterRetention { LetterRetention(letters: letters, skipped: skippedLetters) }
}
