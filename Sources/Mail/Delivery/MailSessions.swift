import Foundation
import GRDB
public import JobQueue
public import Logging
import Synchronization

/// The lanes of the queue `mail`: each is one session with the first relay that takes mail.
public final class MailSessions: LaneWorker {
    /// At most so many letters are claimed ahead by a session.
    public static let ahead = 16

    private let relays: [Relay]
    private let board: RelayBoard
    private let triesAtOnce: Bool
    private let desk: WritingDesk
    private let database: DatabaseFile
    private let ticks: CommitTicks
    private let steady: WallClock
    private let logger: Logger
    private let busyPeriod = BusyPeriod()
    private let spent = Mutex(DeliveryTimes())
    /// Read-only connections that no session uses now.
    private let readers = Mutex<[DatabaseQueue]>([])

    /// - Parameters:
    ///   - relays: In the order of preference, at least one, each with a name of its own.
    ///   - triesPausedRelays: Whether a relay that the process before has paused may be tried at once, because somebody
    ///     asks for what is due now. The default is no: the pause goes on.
    ///   - database: Sessions read letters and facts on connections of their own.
    ///   - ticks: Where rates and pauses are written.
    ///   - steady: What pauses and rates go by: a clock that nobody sets, not even a drain.
    public init(
        relays: [Relay], triesPausedRelays: Bool = false, desk: WritingDesk,
        database: DatabaseFile, ticks: CommitTicks, steady: WallClock = .steady, logger: Logger
    ) {
        self.relays = relays
        board = RelayBoard(relays, steady: steady)
        triesAtOnce = triesPausedRelays
        self.desk = desk
        self.database = database
        self.ticks = ticks
        self.steady = steady
        self.logger = logger
    }

    /// How many lanes its queue needs: as many as the relay with the most connections, and one more to try a relay
    /// that is paused while another is in use.
    public var lanes: Int {
        (relays.map(\.connections).max() ?? 1) + (relays.count > 1 ? 1 : 0)
    }

    /// Where the time of all sessions went until now.
    public var times: DeliveryTimes { spent.withLock { $0 } }

    public func work(_ jobs: JobFeed) -> LaneEnd {
        let reader: DatabaseQueue
        do {
            reader = try takeReader()
            try board.load(triesAtOnce: triesAtOnce) { try entries(reader) }
        } catch {
            return .closed(wait: .seconds(5), reason: "\(error)")
        }
        defer { readers.withLock { $0.append(reader) } }
        switch board.take(unless: { jobs.isStopping }) {
        case .closed(let wait, let reason): return .closed(wait: wait, reason: reason)
        case .stopped: return .done
        case .seat(let seat):
            defer { board.leave(seat) }
            hold(seat, jobs, reader)
            return .done
        }
    }

    private func entries(_ reader: DatabaseQueue) throws -> [RelayTable.Entry?] {
        let entries = try reader.read { try RelayTable($0).all() }
        return relays.map { entries[$0.transport.name] }
    }

    /// One session from its beginning to its end.
    private func hold(_ seat: RelayBoard.Seat, _ jobs: JobFeed, _ reader: DatabaseQueue) {
        let transport = relays[seat.index].transport
        let feed = LetterFeed(
            jobs: jobs, desk: desk, reader: reader, relay: transport.name,
            terms: terms(of: seat), steady: steady)
        busyPeriod.sessionBegan()
        let end = transport.deliver(feed)
        if let measurement = busyPeriod.sessionEnded() { keep(measurement) }
        learn(from: end, feed.tally, seat)
    }

    private func terms(of seat: RelayBoard.Seat) -> LetterFeed.Terms {
        LetterFeed.Terms(
            pace: board.paces[seat.index], limit: seat.isProbe ? 1 : .max,
            mustEnd: { [board] in board.mustYield(seat) },
            onAccepted: { [weak self] in self?.letterLeft(seat) },
            onTimes: { [weak self] times in self?.spent.withLock { $0 += times } })
    }

    private func letterLeft(_ seat: RelayBoard.Seat) {
        busyPeriod.letterLeft()
        guard !seat.isProbe else { return }
        let health = board.update(seat) { health, _ in health.accepted() }
        if let health { save(health, seat) }
    }

    // MARK: What a session tells of its relay

    private func learn(from end: SessionEnd, _ tally: SessionTally, _ seat: RelayBoard.Seat) {
        if let cause = tally.cause(of: end, isProbe: seat.isProbe) {
            pause(seat, because: cause)
        } else if seat.isProbe, tally.answered > 0 {
            let health = board.update(seat) { health, _ in health.recovered() }
            if let health { save(health, seat) }
            logger.notice("a relay takes mail again", metadata: ["relay": "\(name(seat))"])
        }
    }

    private func pause(_ seat: RelayBoard.Seat, because cause: RelayHealth.Cause) {
        let health = board.update(seat) { health, now in
            health.failed(cause, wasProbe: seat.isProbe, now: now)
        }
        guard let health else { return }
        save(health, seat, releasing: cause.isRefusal)
        logger.warning(
            "a relay is left alone for a while",
            metadata: [
                "relay": "\(name(seat))", "reason": "\(health.reason)",
                "failures": "\(health.failures)",
                "probe_at": "\(health.probeAt?.description ?? "")",
            ])
    }

    /// - Parameter releasing: Whether what it refused by policy says nothing about the letters.
    private func save(_ health: RelayHealth, _ seat: RelayBoard.Seat, releasing: Bool = false) {
        let name = name(seat)
        write("what a relay has shown was not kept") { db in
            try RelayTable(db).save(name, health)
            if releasing { try PolicyRefusalTable(db).release(name) }
        }
    }

    private func name(_ seat: RelayBoard.Seat) -> String { relays[seat.index].transport.name }

    // MARK: The database

    private func takeReader() throws -> DatabaseQueue {
        try readers.withLock { $0.popLast() } ?? database.reader()
    }

    private func keep(_ measurement: BusyPeriod.Measurement) {
        let now = desk.clock.now()
        write("the rate was not kept") { db in
            try DeliveryRate(db).add(
                letters: measurement.letters, seconds: measurement.seconds, now: now)
        }
    }

    private func write(
        _ complaint: Logger.Message, _ body: @escaping @Sendable (Database) throws -> Void
    ) {
        do {
            try ticks.write(repeatable: true) { db in try body(db) }
        } catch {
            logger.warning(complaint, metadata: ["error": "\(error)"])
        }
    }
}
