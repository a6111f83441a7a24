@preconcurrency import Dispatch
import Foundation
import GRDB
import Logging

/// Notices commits of other processes, and that the files of the database are no longer those that were opened.
///
/// Three ways together: inotify on the folder and a ``RecheckLadder`` after each sign, the look that each tick takes with the
/// lock in hand, and once a second a look without any reason, for file systems that give no sign.
final class CommitWatch: @unchecked Sendable {
    // because everything that changes is touched on `queue` only

    private let file: DatabaseFile
    private let queue: DispatchQueue
    private let logger: Logger
    private let folder: String
    private let poll: DispatchTimeInterval
    private let walName: String
    /// The files that make up the database, as they were opened, by path.
    private let opened: [String: FileIdentity]

    private var dataVersion: Int64?
    private var ladder = RecheckLadder()
    private var isRungSet = false
    private var replaced: Set<String> = []
    private var events: FolderEvents?
    private var rung: (any DispatchSourceTimer)?
    private var net: (any DispatchSourceTimer)?

    /// Called on the queue after commits of other connections, once for several.
    var onCommit: @Sendable () -> Void = {}
    /// Called on the queue when a file of the database was removed or replaced, once for each file.
    var onReplaced: @Sendable (_ path: String) -> Void = { _ in }

    /// - Parameters:
    ///   - queue: Serial; every method is called on it.
    ///   - folder: Where signs are looked for; the default is the folder of the database.
    ///   - poll: How often to look without a sign.
    init(
        _ file: DatabaseFile, queue: DispatchQueue, logger: Logger, folder: String? = nil,
        poll: DispatchTimeInterval = .seconds(1)
    ) {
        self.file = file
        self.folder = folder ?? Self.folder(of: file.path)
        self.poll = poll
        self.queue = queue
        self.logger = logger
        walName = (file.path as NSString).lastPathComponent + "-wal"
        let paths = ["", "-wal", "-shm"].map { file.path + $0 }
        opened = Dictionary(uniqueKeysWithValues: paths.map { ($0, FileIdentity(path: $0)) })
            .compactMapValues { $0 }
    }

    deinit {
        rung?.cancel()
        net?.cancel()
    }

    /// Begins to watch; a second call does nothing. Without inotify the look of each second remains, which is logged.
    func start() {
        dispatchPrecondition(condition: .onQueue(queue))
        guard net == nil else { return }
        rung = timer { $0.climbed() }
        net = timer { $0.looksAnyway() }
        net?.schedule(deadline: .now() + poll, repeating: poll, leeway: .milliseconds(50))
        do {
            events = try FolderEvents(folder: folder, queue: queue) {
                [weak self] in self?.signsSeen()
            }
        } catch {
            logger.warning(
                "the folder cannot be watched; other programs' jobs are noticed within a second",
                metadata: ["error": "\(error)"])
        }
        look()
    }

    private static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private func timer(_ action: @escaping @Sendable (CommitWatch) -> Void)
        -> any DispatchSourceTimer
    {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { @Sendable [weak self] in
            if let self { action(self) }
        }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
        return timer
    }

    // MARK: Looking

    /// Whether another connection has committed since the last call; false the first time.
    ///
    /// `data_version` does not count the commits of its own connection
    /// (<https://sqlite.org/pragma.html#pragma_data_version>).
    func hasNews(_ db: Database) throws -> Bool {
        dispatchPrecondition(condition: .onQueue(queue))
        let version = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        defer { dataVersion = version }
        return dataVersion.map { $0 != version } ?? false
    }

    /// To be called after a commit of our own that took a look inside its transaction.
    ///
    /// Nobody else writes the log while we hold the lock, so all signs until then are answered, and the commit's own
    /// are no news. What another writer did in the moment since may be among them: hence some late looks.
    ///
    /// - Parameter foundNews: What ``hasNews(_:)`` said in that transaction.
    func ownCommitEnded(foundNews: Bool) {
        dispatchPrecondition(condition: .onQueue(queue))
        if foundNews { onCommit() }
        guard let events else { return }
        _ = events.take()
        ladder.restartLate()
        if !isRungSet { setRung() }
    }

    private func signsSeen() {
        guard let events, events.take().contains(where: isOurs) else { return }
        // One commit makes many signs: those of the first millisecond need no new ladder.
        if isRungSet && ladder.isLow { return }
        look()
        ladder.restart()
        setRung()
    }

    private func isOurs(_ event: FolderEvent) -> Bool {
        switch event {
        case .file(let name): name == walName
        case .lost: true
        }
    }

    private func climbed() {
        isRungSet = false
        if look() { ladder.restart() }
        setRung()
    }

    private func setRung() {
        guard let wait = ladder.climb() else { return }
        isRungSet = true
        rung?.schedule(deadline: .now() + .microseconds(wait), leeway: .nanoseconds(0))
    }

    /// What is done once a second, with or without a sign.
    func looksAnyway() {
        look()
        checkFiles()
    }

    @discardableResult
    private func look() -> Bool {
        // A database that cannot be read now is looked at again; what is written to it says why.
        guard (try? file.writer.writeWithoutTransaction(hasNews)) == true else { return false }
        onCommit()
        return true
    }

    // MARK: The files

    /// What is committed to a file that no longer has its name is lost when the process ends.
    private func checkFiles() {
        for (path, identity) in opened where FileIdentity(path: path) != identity {
            guard replaced.insert(path).inserted else { continue }
            logger.error(
                "a file of the database was removed or replaced; what is written from now on is lost",
                metadata: ["file": "\((path as NSString).lastPathComponent)"])
            onReplaced(path)
        }
    }
}
