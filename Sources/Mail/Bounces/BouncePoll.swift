import Foundation
public import JobQueue
import Model

/// The job `bounce-poll`: reads what came to the Maildir of bounces.
///
/// A message is recorded in a transaction and moved afterwards. A crash in between is harmless: it is found again,
/// known by its hash, and moved.
public struct BouncePoll: JobHandler {
    /// Where the job runs: one lane.
    public static let queue = "bounces"
    private static let name = "bounce-poll"
    /// So many messages are read in one run; the rest waits a minute.
    private static let most = 500

    public let kind = JobKind(name: name, queue: queue, maxAttempts: 1, lifetime: .seconds(600))
    private let maildir: BounceMaildir
    private let intake: BounceIntake

    public init(maildir: BounceMaildir, intake: BounceIntake) {
        self.maildir = maildir
        self.intake = intake
    }

    /// Once a minute; what was missed while the daemon was away is one run.
    public static let schedule = Schedule(
        name: name, kind: name, rule: .every(.seconds(60)), zone: "", maxAge: .seconds(3600))

    public func run(_ job: Job, in context: JobContext) throws -> JobEnd {
        var count = 0
        for name in try maildir.waiting(limit: Self.most) {
            guard let octets = try maildir.read(name) else { continue }
            let (intake, now) = (intake, context.clock.now())
            let verdict = try context.ticks.write { db in try intake.take(octets, now: now, in: db)
            }
            try maildir.move(name, after: verdict)
            count += 1
        }
        return .completed(result: "{\"messages\":\(count)}")
    }
}
