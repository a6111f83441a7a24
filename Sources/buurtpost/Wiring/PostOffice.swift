import Digests
import Foundation
import GRDB
import JobQueue
import Logging
import Mail
import Model

/// A running instance: the locked database, the dispatcher, and the lanes of its queues.
struct PostOffice {
    let database: DatabaseFile
    let dispatcher: Dispatcher
    /// Held for life: this process is the daemon of the database.
    private let lock: DatabaseLock

    /// Takes the lock, opens the database, rescues what a dead predecessor left and installs the schedules.
    ///
    /// - Throws: `StoreError.inUse` when another daemon or drain has the database.
    init(_ installation: Installation, clock: WallClock, logger: Logger) throws {
        ProcessRules.install()
        let path = installation.configuration.database
        lock = try DatabaseLock(database: path)
        database = try DatabaseFile(path: path, migrator: Schema.migrator, lock: lock)
        Self.warn(about: database, logger)
        let ticks = CommitTicks(database, logger: logger)
        let desk = try installation.desk(clock: clock, logger: logger)
        let relay = installation.configuration.relays[0]
        let sessions = MailSessions(
            transport: try relay.transport(), desk: desk, database: database, ticks: ticks,
            ratePerSecond: relay.ratePerSecond, logger: logger)
        let calendar = installation.platform.calendar
        let planner = installation.digest.map {
            DigestPlanner(
                settings: $0.settings, questions: $0.questions, calendar: calendar,
                ratePerSecond: relay.ratePerSecond)
        }
        dispatcher = Dispatcher(
            ticks: ticks, clock: clock,
            lifecycles: [LetterJobs(desk: desk)] + (planner.map { [$0] } ?? []),
            queues: [
                QueueSetup(
                    name: LetterTable.jobKind.queue, lanes: relay.connections,
                    ahead: MailSessions.ahead, worker: sessions),
                QueueSetup(name: DigestPlanner.queue),
            ],
            schedules: installation.digest.map { [$0.schedule] } ?? [], calendar: calendar,
            worker: String(UInt64.random(in: 0 ... .max), radix: 36), logger: logger)
        try dispatcher.prepare()
    }

    /// SQLite before 3.51.3 can lose pages when a checkpoint and another program's commit meet
    /// (<https://sqlite.org/wal.html#walresetbug>).
    private static func warn(about database: DatabaseFile, _ logger: Logger) {
        let version = try? database.writer.read {
            try String.fetchOne($0, sql: "SELECT sqlite_version()")
        }
        guard let version = version ?? nil,
            version.compare("3.51.3", options: .numeric) == .orderedAscending
        else { return }
        logger.notice(
            "this SQLite has the WAL-reset bug; our own checkpoints avoid it",
            metadata: ["version": "\(version)"])
    }
}

extension RelaySettings {
    /// The transport that the URL names.
    func transport() throws(InvalidTransportURL) -> any MailTransport {
        var text = url.text
        if case .maildir(let path) = url.target { text = "maildir:\(path)" }
        return try TransportURL(text).transport()
    }
}
