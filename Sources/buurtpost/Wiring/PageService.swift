import JobQueue
import Logging
import Pages

/// The pages of a running daemon. Mail goes on when they cannot be served.
final class PageService {
    private static let grace: Duration = .seconds(2)

    private let office: PostOffice
    private let clock: WallClock
    private let logger: Logger
    private var server: PageServer?

    init(_ office: PostOffice, clock: WallClock, logger: Logger) {
        self.office = office
        self.clock = clock
        self.logger = logger
    }

    /// Serves what `installation` says, instead of what was served before. What stands in the way is logged; then
    /// nothing is served until the next call.
    func serve(_ installation: Installation) {
        stop()
        do {
            guard let server = try installation.pageServer(office, clock: clock, logger: logger)
            else {
                return logger.notice(
                    "no pages are served: there is no folder account in jobs_directory")
            }
            _ = try server.start()
            self.server = server
            logger.notice(
                "serving pages", metadata: ["listen": "\(installation.configuration.pages.listen)"])
        } catch {
            logger.error(
                "no pages are served, mail goes on", metadata: ["problem": "\(error)"])
        }
    }

    /// Ends the requests under way, for two seconds at most. A second call does nothing.
    func stop() {
        server?.stop(grace: Self.grace)
        server = nil
    }
}
