import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Model

/// `buurtpost enqueue`: one more job, written as any other program writes it.
struct EnqueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue",
        abstract: "Adds a job, whether a daemon runs or not.",
        discussion: """
            A daemon that runs begins it within a second; without one it waits. With --unique a second call \
            adds nothing and says which job is there already: a script may run twice.

              buurtpost enqueue digest --unique by-hand-2026-03-25

            Ends with 0 when the job is there, 65 when it can never be right, 75 when its queue is full.
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "What the work is, such as digest.")
    var kind: String

    @Option(help: ArgumentHelp("What it is about: a JSON object. (default: {})", valueName: "json"))
    var args = "{}"

    @Option(help: "Not before this time (RFC 3339). The default is now.")
    var at: String?

    @Option(help: "0 is first, 3 is last.")
    var priority = 2

    @Option(help: "At most one job of the kind has this key, until it is cleaned away.")
    var unique: String?

    @Option(help: "A word to find it by; may be given several times.")
    var tag: [String] = []

    @Option(help: "Given up when it has not begun by this time (RFC 3339).")
    var expires: String?

    @Flag(help: "Enqueue a kind that this installation does not know (yet).")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (0...3).contains(priority) else {
            throw ValidationError("--priority is 0 (first), 1, 2 or 3 (last)")
        }
    }

    func run() throws {
        try reporting {
            let job = try newJob()
            let configuration = try options.read()
            let now = WallClock.system.now()
            let enqueued = try change(configuration) { db in
                if !force { try Self.checkKind(job.kind, db) }
                return try Self.enqueue(job, now: now, db)
            }
            try Output.show(json ? try Output.json(report(enqueued)) : text(enqueued))
            if isServed(configuration) == false {
                Output.complain("no daemon has the database: jobs wait until one is started")
            }
        }
    }

    // MARK: The job

    private func newJob() throws -> NewJob {
        try Self.checkLength("KIND", kind, most: 64)
        try unique.map { try Self.checkLength("--unique", $0, most: 256) }
        try Self.checkObject(args)
        let scheduledAt = try at.map { try Self.time($0, of: "--at") }
        let expiresAt = try expires.map { try Self.time($0, of: "--expires") }
        if let expiresAt, expiresAt < scheduledAt ?? WallClock.system.now() {
            throw BadJob.expiresFirst
        }
        return NewJob(
            kind: kind, args: args, priority: priority, scheduledAt: scheduledAt,
            expiresAt: expiresAt, uniqueKey: unique, tags: tag)
    }

    /// Counted as SQLite's `length` counts.
    private static func checkLength(_ what: String, _ text: String, most: Int) throws {
        guard (1...most).contains(text.unicodeScalars.count) else {
            throw BadJob.tooLong(what: what, most: most)
        }
    }

    private static func checkObject(_ text: String) throws {
        let value: Any
        do {
            value = try JSONSerialization.jsonObject(
                with: Data(text.utf8), options: .fragmentsAllowed)
        } catch {
            let reason = (error as NSError).userInfo["NSDebugDescription"] as? String
            throw BadJob.notJSON(reason: reason ?? "it cannot be read.")
        }
        guard value is [String: Any] else { throw BadJob.notAnObject }
    }

    private static func time(_ text: String, of option: String) throws -> Date {
        if let number = Int64(text) { throw BadJob.numberForTime(option: option, number: number) }
        return try Instant(text).date
    }

    // MARK: The database

    /// A daemon writes down which kinds it knows; before the first has started nobody can tell.
    private static func checkKind(_ kind: String, _ db: Database) throws {
        let known = try QueueTable(db).kinds().keys.sorted()
        guard !known.isEmpty, !known.contains(kind) else { return }
        throw BadJob.unknownKind(kind, nearest: NearestName.of(kind, in: known), known: known)
    }

    private static func enqueue(_ job: NewJob, now: Date, _ db: Database) throws -> Enqueued {
        do {
            return try JobTable(db).enqueue(job, now: now)
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_CHECK
        {
            throw BadJob.refused(check: error.message ?? "a CHECK failed")
        }
    }

    // MARK: What came of it

    private struct Report: Encodable {
        let id: Int64
        let kind: String
        let outcome: String
        let state: JobState?
    }

    private func report(_ enqueued: Enqueued) -> Report {
        switch enqueued {
        case .inserted(let id): Report(id: id, kind: kind, outcome: "inserted", state: nil)
        case .exists(let id, let state):
            Report(id: id, kind: kind, outcome: "exists", state: state)
        }
    }

    private func text(_ enqueued: Enqueued) -> String {
        switch enqueued {
        case .inserted(let id): "inserted job \(id)"
        case .exists(let id, let state): "exists: job \(id) has this unique key, and is \(state)"
        }
    }
}
