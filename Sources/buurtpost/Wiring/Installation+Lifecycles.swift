import Digests
import Feeds
import JobQueue
import Logging
import Mail
import Model
import Pages

extension Installation {
    /// What is told when a job ends or comes back without its work: one for each kind of job of this installation.
    ///
    /// - Parameter desk: Where letters are written (``desk(clock:logger:)``).
    func lifecycles(desk: WritingDesk) -> [any JobLifecycle] {
        [LetterJobs(desk: desk)] + (planner.map { [$0] } ?? []) + (bouncePoll.map { [$0] } ?? [])
            + (accountJobs.map { [$0] } ?? [])
            + (feedJob.map { [$0] } ?? [])
    }

    /// What a command does jobs with, by the same rules as the daemon.
    func jobControl(clock: WallClock, logger: Logger) throws -> JobControl {
        JobControl(
            lifecycles: lifecycles(desk: try desk(clock: clock, logger: logger)), logger: logger)
    }

    /// nil when no Maildir of bounces is configured.
    var bouncePoll: BouncePoll? {
        configuration.mail.bounceMaildir.map {
            BouncePoll(maildir: BounceMaildir(path: $0), intake: bounceIntake)
        }
    }

    private var accountJobs: AccountJobs? {
        account.map { _ in
            AccountJobs(versions: AddressVersion(key: keys.suppression), eraser: eraser)
        }
    }

    /// nil when no feeds are configured.
    private var feedJob: FeedJob? {
        guard !feeds.isEmpty else { return nil }
        return FeedJob(
            feeds: feeds, pull: feedPull, erasureKey: keys.suppression, calendar: platform.calendar)
    }

    private var planner: DigestPlanner? {
        digest.map {
            DigestPlanner(
                settings: $0.settings, calendar: platform.calendar,
                relays: configuration.relays.compactMap(\.allowance))
        }
    }
}

extension RelaySettings {
    /// As plans reckon with it; nil when this version has no transport for it.
    fileprivate var allowance: RelayAllowance? {
        (try? transport()).map { RelayAllowance(name: $0.name, ratePerSecond: ratePerSecond) }
    }
}
