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
    /// All that is written goes through these.
    let ticks: CommitTicks
    private let making: InstallationDuties
    /// Held for life: this process is the daemon of the database.
    private let lock: DatabaseLock
    /// Writes down what the process dies of.
    private let crashMark: CrashMark
    private let damage: DamageCheck

    /// How the process has the database.
    enum Stay {
        /// For long: the database is checked for damage.
        case daemon
        /// Until what is due is done.
        case drain
    }

    /// Takes the lock, opens the database, rescues what a dead predecessor left and installs the schedules.
    ///
    /// - Throws: `StoreError.inUse` when another daemon or drain has the database; ``WrongSuppressionKey``.
    init(_ installation: Installation, clock: WallClock, stay: Stay, logger: Logger) throws {
        ProcessRules.install()
        let path = installation.configuration.database
        lock = try DatabaseLock(database: path)
        database = try DatabaseFile(path: path, migrator: Schema.migrator, lock: lock)
        Self.warn(about: database, logger)
        let reserve = DiskReserve(database: path, logger: logger)
        let watch = StoreWatch(reserve: reserve, logger: logger)
        ticks = CommitTicks(database, reserve: reserve, watch: watch, logger: logger)
        let key = installation.keys.suppression
        try ticks.write { db in
            try WrongSuppressionKey.check(key, in: db)
            try AddressKeyMark(db).note(key)
        }
        making = InstallationDuties(
            database: database, ticks: ticks, clock: clock, triesPausedRelays: stay == .drain,
            logger: logger)
        damage = DamageCheck(database, watch: watch, logger: logger)
        let takeover = try Takeover(
            lock: lock, pausing: LetterTable.jobKind.queue, logger: logger,
            atStake: { try LetterTable($0).hasAny() })
        dispatcher = Dispatcher(
            ticks: ticks, clock: clock, duties: try making.duties(of: installation),
            guards: Self.guards(takeover, reserve, watch, stay == .daemon ? damage : nil),
            worker: String(UInt64.random(in: 0 ... .max), radix: 36), logger: logger)
        try dispatcher.prepare()
        crashMark = try takeover.complete()
    }

    private static func guards(
        _ takeover: Takeover, _ reserve: DiskReserve, _ watch: StoreWatch, _ damage: DamageCheck?
    ) -> Dispatcher.Guards {
        var guards = Dispatcher.Guards(takeover)
        guards.hasRoom = { reserve.mayBegin }
        guards.record = { db, _ in try watch.record(now: WallClock.system.now(), in: db) }
        if let damage { guards.afterLook = { damage.runIfDue(now: $0) } }
        return guards
    }

    /// Ends in order: claims no more, lets work end for `grace`, gives the rest back.
    ///
    /// - Returns: Whether all work ended in time; else the next start takes it up.
    func close(grace: Duration) -> Bool {
        damage.stop()
        let isClean = dispatcher.stop(grace: grace)
        // Only keeps a later death of this process from being blamed on a job.
        try? lock.endCleanly()
        return isClean
    }

    /// Goes on with what `installation` says. Sessions under way end with what they began with; a relay's rate
    /// and back-off begin anew.
    ///
    /// - Parameter installation: Has the database and the keys of the one before (``Installation/successor(config:environment:)``).
    /// - Throws: As ``InstallationDuties/duties(of:)``, or `DatabaseError`; then the former duties stay.
    func takeUp(_ installation: Installation) throws {
        try dispatcher.replace(try making.duties(of: installation))
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
    /// The transport that the URL names. Reads no secret yet: that is done at each login.
    ///
    /// - Parameter credentials: The value of `$CREDENTIALS_DIRECTORY`.
    func transport(
        credentials: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    ) throws(InvalidTransportURL) -> any MailTransport {
        var text = url.text
        if case .maildir(let path) = url.target { text = "maildir:\(path)" }
        var curl = CurlOptions()
        curl.authorities = authorities
        return try TransportURL(text).transport(
            client: client, login: login(credentials), curl: curl)
    }

    private func login(_ credentials: String?) -> RelayLogin? {
        guard let user, let password else { return nil }
        return RelayLogin(user: user, mechanism: auth) {
            try password.read(credentials: credentials).revealed
        }
    }
}
