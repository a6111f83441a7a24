import Digests
import JobQueue
import Logging
import Mail
import Model

/// What an installation asks of the daemon, made the same way at the start and at each reload.
struct InstallationDuties {
    let database: DatabaseFile
    let ticks: CommitTicks
    let clock: WallClock
    let logger: Logger
    /// Outlives a reload: sessions of former duties may still send.
    private let inHand = LettersInHand()

    init(database: DatabaseFile, ticks: CommitTicks, clock: WallClock, logger: Logger) {
        self.database = database
        self.ticks = ticks
        self.clock = clock
        self.logger = logger
    }

    /// The kinds, queues and schedules of `installation`.
    ///
    /// - Throws: `InvalidTransportURL` for a relay that this version has no transport for, and what
    ///   ``Installation/desk(clock:inHand:logger:)`` throws.
    func duties(of installation: Installation) throws -> Duties {
        let desk = try installation.desk(clock: clock, inHand: inHand, logger: logger)
        let relay = installation.configuration.relays[0]
        var duties = Duties(
            lifecycles: installation.lifecycles(desk: desk),
            queues: [
                QueueSetup(
                    name: LetterTable.jobKind.queue, lanes: relay.connections,
                    ahead: MailSessions.ahead, worker: try sessions(with: relay, desk)),
                QueueSetup(name: DigestPlanner.queue),
                QueueSetup(name: BouncePoll.queue),
            ],
            schedules: (installation.digest.map { [$0.schedule] } ?? [])
                + (installation.bouncePoll.map { _ in [BouncePoll.schedule] } ?? []),
            calendar: installation.platform.calendar)
        let retention = installation.configuration.retention
        duties.retention = retention.jobs
        duties.cleaners = [LetterCleaner(retention.mail), BounceCleaner(retention.mail)]
        return duties
    }

    private func sessions(with relay: RelaySettings, _ desk: WritingDesk) throws -> MailSessions {
        MailSessions(
            transport: try relay.transport(), desk: desk, database: database, ticks: ticks,
            ratePerSecond: relay.ratePerSecond, logger: logger)
    }
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
