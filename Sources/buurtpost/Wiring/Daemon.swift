import ArgumentParser
@preconcurrency import Dispatch
import Foundation
import JobQueue
import Logging
import Model
import Synchronization

/// The long-running process: works until a signal asks it to stop, and tells systemd how it is.
final class Daemon: @unchecked Sendable {
    // because what changes is touched on `life` only

    /// How long running work may take to end after a signal.
    private static let grace: Duration = .seconds(8)
    /// When the process ends whatever it hangs on, counted from the signal: 10 seconds are promised.
    private static let lastMoment: Duration = .milliseconds(9500)
    /// How often the line of `systemctl status` is written anew.
    private static let statusInterval: Duration = .seconds(60)

    /// Ready, reload and status, one after the other.
    private let life = DispatchQueue(label: "buurtpost.daemon")
    private let config: String
    private let environment: [String: String]
    private let clock = WallClock.system
    private let logger: Logger
    private let systemd: ServiceConversation
    private let watchdogInterval: Duration?
    private let office: PostOffice
    private let statusReader: ServiceStatusReader
    private let pages: PageService

    private var installation: Installation
    private var notice: String?
    private var reloadSignal: SignalSource?
    private var timers: [RepeatingTimer] = []
    /// Whether the database was taken away under this process: what it writes is lost.
    private let isOrphaned = Atomic(false)

    /// - Parameters:
    ///   - config: The configuration file, read here and again at each SIGHUP.
    ///   - environment: The variables of the process; those of systemd are taken away from it.
    /// - Throws: As ``Installation/init(config:for:environment:)`` and ``PostOffice/init(_:clock:logger:)``.
    init(config: String, environment: [String: String], logger: Logger) throws {
        // Before there is anything to reload, a reload is no reason to end.
        SignalSource.ignore(SIGHUP)
        let service = ServiceVariables.take(from: environment)
        for complaint in service.complaints { logger.warning("\(complaint)") }
        systemd = ServiceConversation(service.socket, logger: logger)
        watchdogInterval = service.socket == nil ? nil : service.watchdog
        installation = try Installation(config: config, for: .send, environment: environment)
        installation.tellWarnings(logger)
        office = try PostOffice(installation, clock: clock, stay: .daemon, logger: logger)
        statusReader = try ServiceStatusReader(office.database)
        pages = PageService(office, clock: clock, logger: logger)
        self.config = config
        self.environment = environment
        self.logger = logger
    }

    /// Returns when everything has ended in order; ends the process when something has not.
    ///
    /// - Throws: `ExitCode.tryLater` when a file of the database was removed or replaced. To work on would be to send
    ///   what nobody remembers; the next start sees whose database it is.
    func run() throws {
        let asked = DispatchSemaphore(value: 0)
        let stop = SignalSource(
            [SIGTERM, SIGINT], on: DispatchQueue(label: "buurtpost.signal"),
            { asked.signal() })
        office.ticks.onReplacedFile { _ in
            self.isOrphaned.store(true, ordering: .releasing)
            asked.signal()
        }
        office.dispatcher.start()
        office.dispatcher.report { _ in self.life.async { self.becomeReady() } }
        asked.wait()
        // A second signal changes nothing: nobody waits for it.
        withExtendedLifetime(stop) { end() }
        if isOrphaned.load(ordering: .acquiring) { throw ExitCode.tryLater }
    }

    // MARK: Ready

    /// The first look at the tables is done.
    private func becomeReady() {
        pages.serve(installation)
        reloadSignal = SignalSource([SIGHUP], on: life) { [weak self] in self?.reload() }
        logger.notice("started")
        tellStatus(systemd.ready)
        startTimers()
    }

    private func startTimers() {
        timers.append(
            RepeatingTimer(every: Self.statusInterval, on: life) { [weak self] in
                guard let self else { return }
                tellStatus(systemd.show)
            })
        if let watchdogInterval { timers.append(watch(every: watchdogInterval / 2)) }
    }

    private func watch(every interval: Duration) -> RepeatingTimer {
        let queue = DispatchQueue(label: "buurtpost.watchdog")
        let (systemd, dispatcher, ticks) = (systemd, office.dispatcher, office.ticks)
        let watchdog = Watchdog(
            asking: [
                { answer in dispatcher.report { _ in answer() } },
                { answer in ticks.report(answer) },
            ], logger: logger,
            // Not where the answer comes: a systemd that does not listen must not hold up the mail.
            alive: { queue.async { systemd.alive() } })
        return RepeatingTimer(every: interval, on: queue) { watchdog.beat() }
    }

    /// Asks the dispatcher first, without waiting for it: one that is stuck must not hold up a reload.
    private func tellStatus(_ tell: @escaping @Sendable (String) -> Void) {
        let (calendar, notice) = (installation.platform.calendar, notice)
        office.dispatcher.report { closed in
            self.life.async {
                let now = self.clock.now()
                let status = self.statusReader.status(now: now, closed: closed, notice: notice)
                tell(status.text(now: now, in: calendar))
            }
        }
    }

    // MARK: Reload

    private func reload() {
        systemd.reloading(monotonic: MonotonicClock.microseconds())
        do {
            let next = try Reload(
                running: installation, path: config, environment: environment
            ).installation()
            try office.takeUp(next)
            next.tellWarnings(logger)
            installation = next
            pages.serve(next)
            notice = nil
            logger.notice("the configuration was read again and is in force")
        } catch {
            notice = "reload failed, the former configuration stays (see the log)"
            log(error)
        }
        tellStatus(systemd.ready)
    }

    /// One message a problem.
    private func log(_ error: any Error) {
        let problems = (error as? ConfigurationProblems)?.problems.map(\.description)
        for problem in problems ?? ["\(error)"] {
            logger.error(
                "the configuration was not taken, the former stays",
                metadata: ["problem": "\(problem)"])
        }
    }

    // MARK: Stop

    private func end() {
        let forced = DispatchQueue(label: "buurtpost.last-moment")
        forced.asyncAfter(deadline: .now() + Self.lastMoment.seconds) { self.leave() }
        systemd.stopping("ends its work")
        life.sync { pages.stop() }
        guard office.close(grace: Self.grace) else { leave() }
        logger.notice("stopped")
    }

    /// Without the ways of exit(3), which would take libraries away under threads that still use them.
    private func leave() -> Never {
        logger.warning("stopped in the middle of some work; the next start takes it up")
        _exit(isOrphaned.load(ordering: .acquiring) ? ExitCode.tryLater.rawValue : 0)
    }
}
