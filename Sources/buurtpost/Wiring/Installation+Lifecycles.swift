import Digests
import Feeds
import JobQueue
import Logging
import Mail
import Model

extension Installation {
    /// What is told when a job ends or comes back without its work: one for each kind of job of this installation.
    ///
    /// - Parameter desk: Where letters are written (``desk(clock:logger:)``).
    func lifecycles(desk: WritingDesk) -> [any JobLifecycle] {
        [LetterJobs(desk: desk)] + (planner.map { [$0] } ?? []) + (bouncePoll.map { [$0] } ?? [])
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
                ratePerSecond: configuration.relays[0].ratePerSecond)
        }
    }
}
