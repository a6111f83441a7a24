import Foundation
public import JobQueue
public import Links
public import Model
import Neighbourhood

/// The job `feed`: pulls one feed.
///
/// A job can run twice: what the feed says again is known. A feed that fails is no failed job; its state tells, and its
/// next occurrence tries again (``FeedPatience``).
public struct FeedJob: JobHandler {
    /// Where the jobs run.
    public static let queue = "feeds"
    private static let name = "feed"

    public let kind = JobKind(name: name, queue: queue, maxAttempts: 3, lifetime: .seconds(3600))
    private let feeds: [Feed]
    private let pull: FeedPull
    private let erasureKey: SecretKey
    private let calendar: LocalCalendar

    /// - Parameter erasureKey: The key under which erased persons are known.
    public init(
        feeds: [Feed], pull: FeedPull, erasureKey: SecretKey, calendar: LocalCalendar
    ) {
        self.feeds = feeds
        self.pull = pull
        self.erasureKey = erasureKey
        self.calendar = calendar
    }

    /// One for each feed, with its interval; what was missed while the daemon was away is one pull.
    public static func schedules(of feeds: [Feed]) -> [Schedule] {
        feeds.map { feed in
            Schedule(
                name: "feed \(feed.name)", kind: name,
                args: String(
                    decoding: (try? JSONEncoder().encode(Args(feed: feed.name))) ?? Data(),
                    as: UTF8.self),
                rule: .every(feed.every), zone: "", maxAge: .seconds(86_400))
        }
    }

    private struct Args: Codable { let feed: String }

    public func run(_ job: Job, in context: JobContext) throws -> JobEnd {
        guard let args = try? JSONDecoder().decode(Args.self, from: Data(job.args.utf8)) else {
            return .discarded(reason: "args name no feed; write {\"feed\": \"NAME\"}")
        }
        guard let feed = feeds.first(where: { $0.name == args.feed }) else {
            return .discarded(reason: "no feed of this name is configured")
        }
        let importer = Importer(
            database: context.ticks.writer, erasureKey: erasureKey, now: context.clock.now(),
            calendar: calendar, pause: { Thread.sleep(forTimeInterval: $0 / .seconds(1)) })
        let result = try pull.run(feed, importer: importer, insists: false)
        context.wake()
        return .completed(
            result: String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}
