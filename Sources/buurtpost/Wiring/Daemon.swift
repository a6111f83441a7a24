@preconcurrency import Dispatch
import Foundation
import JobQueue
import Logging

/// The long-running process: works until a signal asks it to stop.
struct Daemon {
    /// How long running work may take to end after a signal; systemd waits longer (TimeoutStopSec).
    private static let grace: Duration = .seconds(30)

    private let office: PostOffice
    private let logger: Logger

    init(_ installation: Installation, logger: Logger) throws {
        office = try PostOffice(installation, clock: .system, logger: logger)
        self.logger = logger
    }

    /// Returns when everything has ended in order.
    func run() throws {
        let asked = DispatchSemaphore(value: 0)
        let signals = [SIGTERM, SIGINT].map { Self.source(for: $0, asked) }
        office.dispatcher.start()
        logger.notice("started")
        asked.wait()
        withExtendedLifetime(signals) {}
        let isClean = office.dispatcher.stop(grace: Self.grace)
        logger.notice("stopped", metadata: ["clean": "\(isClean)"])
    }

    /// A handler on a queue of its own; the signal's own action must be ignored for it (sigaction(2)).
    private static func source(for signal: Int32, _ asked: DispatchSemaphore)
        -> any DispatchSourceSignal
    {
        Foundation.signal(signal, SIG_IGN)
        let source = DispatchSource.makeSignalSource(
            signal: signal, queue: DispatchQueue(label: "buurtpost.signal"))
        source.setEventHandler { @Sendable in asked.signal() }
        source.resume()
        return source
    }
}
