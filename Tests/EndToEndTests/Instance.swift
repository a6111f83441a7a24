import BuurtpostTestKit
import Foundation
import GRDB
import Model

/// An installation in a temporary folder: configuration, jobs, town and database.
final class Instance {
    let folder = TemporaryFolder()

    /// Where the Maildir has its letters.
    let maildir: URL

    /// - Parameters:
    ///   - relay: The URL of the relay; nil is a Maildir in the folder.
    init(relay: String? = nil, connections: Int = 4) throws {
        maildir = folder.url.appendingPathComponent("maildir/new")
        try FileManager.default.createDirectory(at: maildir, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Self.repository.appendingPathComponent("jobs"),
            to: folder.url.appendingPathComponent("jobs"))
        // Digests alone are counted here; and several daemons would want the port of the pages.
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("jobs/account"))
        try folder.write(
            """
            database: post.db
            jobs_directory: jobs
            platform:
              name: Lingeborg
              url: https://www.example.nl
            mail:
              from: post@example.nl
            relays:
              - url: \(relay ?? "maildir:\(folder.path("maildir"))")
                connections: \(connections)

            """, to: "buurtpost.yaml")
    }

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Writes a town into the folder `town` and imports it.
    func settle(_ town: SampleTown) throws -> RunningProgram.Ending {
        try town.write(to: townFolder)
        return try run("import", townFolder.path)
    }

    var townFolder: URL { folder.url.appendingPathComponent("town") }

    // MARK: Commands

    func run(_ command: String, _ arguments: String...) throws -> RunningProgram.Ending {
        try Program.run([command, "--config", configuration] + arguments, in: folder.url)
    }

    func start(_ command: String, _ arguments: String...) throws -> RunningProgram {
        try Program.start([command, "--config", configuration] + arguments, in: folder.url)
    }

    /// Starts `run` under a supervisor that hears what it says, as systemd would.
    ///
    /// - Parameter watchdog: In microseconds; nil is none.
    func serve(_ supervisor: NotificationListener, watchdog: Int? = nil) throws -> RunningProgram {
        var variables = ["NOTIFY_SOCKET": supervisor.name]
        variables["WATCHDOG_USEC"] = watchdog.map(String.init)
        return try Program.start(
            ["run", "--config", configuration], in: folder.url, environment: variables)
    }

    /// Replaces `text` in the file `name`, which has it.
    func change(_ text: String, to replacement: String, in name: String = "buurtpost.yaml") throws {
        let former = try String(contentsOfFile: folder.path(name), encoding: .utf8)
        precondition(former.contains(text), "\(name) has no such text")
        try folder.write(former.replacing(text, with: replacement), to: name)
    }

    /// `run --drain` with the clock standing still.
    func drain(at now: String) throws -> RunningProgram.Ending {
        try run("run", "--drain", "--now", now)
    }

    /// The path of the configuration file.
    var configuration: String { folder.path("buurtpost.yaml") }

    // MARK: What became of it

    /// The letters in the Maildir.
    func letters() throws -> [DeliveredLetter] { try DeliveredLetter.all(in: maildir) }

    /// How many files the Maildir has.
    func letterCount() throws -> Int { try DeliveredLetter.count(in: maildir) }

    /// The rows of a query.
    func rows(_ sql: String) throws -> [Row] {
        try database().read { try Row.fetchAll($0, sql: sql) }
    }

    /// The number that a query gives.
    func number(_ sql: String) throws -> Int {
        try database().read { try Int.fetchOne($0, sql: sql) } ?? 0
    }

    /// How many letters have which outcome.
    func outcomes() throws -> [String: Int] {
        let rows = try rows("SELECT outcome, count(*) FROM letter GROUP BY outcome")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// What `PRAGMA integrity_check` says: `ok`.
    func integrity() throws -> String {
        try database().read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } ?? ""
    }

    private func database() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        return try DatabaseQueue(path: folder.path("post.db"), configuration: configuration)
    }
}
