import Digests
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
    let logger: Logger

    /// The kinds, queues and schedules of `installation`.
    ///
    /// - Throws: `InvalidTransportURL` for a relay that this version has no transport for, and what
    ///   ``Installation/desk(clock:logger:)`` throws.
    func duties(of installation: Installation) throws -> Duties {
        let desk = try installation.desk(clock: clock, logger: logger)
        let relay = installation.configuration.relays[0]
        var duties = Duties(
            lifecycles: installation.lifecycles(desk: desk),
            queues: [
                QueueSetup(
                    name: LetterTable.jobKind.queue, lanes: relay.connections,
                    ahead: MailSessions.ahead, worker: try sessions(with: relay, desk)),
                QueueSetup(name: DigestPlanner.queue), QueueSetup(name: AccountJobs.queue),
            ],
            schedules: [installation.digest?.schedule, installation.account?.schedule].compactMap {
                $0
            },
            calendar: installation.platform.calendar)
        duties.retention = installation.configuration.retention.jobs
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
}
