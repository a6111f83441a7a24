import GRDB
public import JobQueue
public import Logging
import Synchronization

/// The lanes of the queue `mail`: each is one session with the relay.
public final class MailSessions: LaneWorker {
    /// At most so many letters are claimed ahead by a session.
    public static let ahead = 16

    private let transport: any MailTransport
    private let desk: WritingDesk
    private let database: DatabaseFile
    private let ticks: CommitTicks
    private let logger: Logger
    private let backOff = RelayBackOff()
    private let pace: Pace
    private let busyPeriod = BusyPeriod()
    private let spent = Mutex(DeliveryTimes())
    /// Read-only connections that no session uses now.
    private let readers = Mutex<[DatabaseQueue]>([])

    /// - Parameters:
    ///   - database: Sessions read letters and facts on connections of their own.
    ///   - ticks: Where the measured rate is written.
    ///   - ratePerSecond: How many messages all sessions together start in a second; nil is without limit.
    public init(
        transport: any MailTransport, desk: WritingDesk, database: DatabaseFile,
        ticks: CommitTicks, ratePerSecond: Double?, logger: Logger
    ) {
        pace = Pace(perSecond: ratePerSecond)
        self.transport = transport
        self.desk = desk
        self.database = database
        self.ticks = ticks
        self.logger = logger
    }

    /// Where the time of all sessions went until now.
    public var times: DeliveryTimes { spent.withLock { $0 } }

    public func work(_ jobs: JobFeed) -> LaneEnd {
        let reader: DatabaseQueue
        do {
            reader = try takeReader()
        } catch {
            return .closed(wait: RelayBackOff.first, reason: "\(error)")
        }
        defer { readers.withLock { $0.append(reader) } }
        let generation = backOff.generation
        let feed = LetterFeed(
            jobs: jobs, desk: desk, reader: reader, relay: transport.name, pace: pace,
            onAccepted: { [busyPeriod] in busyPeriod.letterLeft() },
            onTimes: { [weak self] times in self?.spent.withLock { $0 += times } })
        busyPeriod.sessionBegan()
        let end = transport.deliver(feed)
        if let measurement = busyPeriod.sessionEnded() { keep(measurement) }
        return laneEnd(end, feed, since: generation)
    }

    private func laneEnd(_ end: SessionEnd, _ feed: LetterFeed, since generation: Int) -> LaneEnd {
        if feed.answered > 0 { backOff.succeeded() }
        switch end {
        case .relayUnavailable(let reason):
            return .closed(wait: backOff.failed(since: generation), reason: reason)
        case .finished where feed.notAttempted > 0 && feed.answered == 0:
            return .closed(
                wait: backOff.failed(since: generation), reason: "the relay took no letter")
        case .finished:
            return .done
        }
    }

    private func takeReader() throws -> DatabaseQueue {
        try readers.withLock { $0.popLast() } ?? database.reader()
    }

    private func keep(_ measurement: BusyPeriod.Measurement) {
        let now = desk.clock.now()
        do {
            try ticks.write { db in
                try DeliveryRate(db).add(
                    letters: measurement.letters, seconds: measurement.seconds, now: now)
            }
        } catch {
            logger.warning("the rate was not kept", metadata: ["error": "\(error)"])
        }
    }
}
