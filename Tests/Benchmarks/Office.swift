import BuurtpostTestKit
import Digests
import Foundation
import GRDB
import JobQueue
import Links
import Logging
import Mail
import Model

/// The parts of the daemon, put together as the program does it, at a time that stands still.
final class Office {
    static let moment = Date.at("2026-03-25T08:05:00+01:00")

    let renderer: DigestRenderer
    let composer: LetterComposer
    private let file: DatabaseFile
    private let ticks: CommitTicks
    private let sessions: MailSessions
    private let dispatcher: Dispatcher

    /// - Parameters:
    ///   - transport: nil is a relay that is down: letters are planned and stay.
    ///   - plans: Whether the morning's digests are planned.
    init(
        database path: String, transport: (any MailTransport)?, connections: Int = 1,
        plans: Bool = true
    ) throws {
        let clock = StandingClock(at: Self.moment).clock
        file = try DatabaseFile(path: path, migrator: Town.migrator)
        ticks = CommitTicks(file, logger: .silent)
        renderer = try Self.renderer(clock)
        composer = try Self.composer()
        let desk = WritingDesk(
            renderers: [renderer], composer: composer, clock: clock, logger: .silent)
        sessions = MailSessions(
            relays: [
                Relay(
                    transport: transport ?? MaildirTransport(folder: "/dev/null"),
                    connections: connections)
            ], desk: desk, database: file, ticks: ticks, logger: .silent)
        let planner = DigestPlanner(
            settings: DigestSettings(), calendar: SampleTown.calendar)
        let worker: any LaneWorker = transport == nil ? ClosedRelay() : sessions
        dispatcher = Dispatcher(
            ticks: ticks, clock: clock,
            duties: Duties(
                lifecycles: [LetterJobs(desk: desk), planner],
                queues: [
                    QueueSetup(
                        name: LetterTable.jobKind.queue, lanes: connections,
                        ahead: MailSessions.ahead,
                        worker: worker),
                    QueueSetup(name: DigestPlanner.queue),
                ], schedules: plans ? [Self.everyFiveMinutes] : [], calendar: SampleTown.calendar),
            worker: "benchmark", logger: .silent)
        try dispatcher.prepare()
    }

    /// Where the time of the sessions went.
    var times: DeliveryTimes { sessions.times }

    /// Does everything that is due.
    ///
    /// - Returns: Why queues are closed that still have due jobs.
    @discardableResult
    func drain() throws -> [String: String] { try dispatcher.drain() }

    /// How many letters have this outcome.
    func count(_ outcome: LetterOutcome) throws -> Int {
        try file.writer.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM letter WHERE outcome = ?",
                arguments: [outcome.rawValue]) ?? 0
        }
    }

    /// The ids of the letters that are planned.
    func planned() throws -> [Int64] {
        try file.writer.read {
            try Int64.fetchAll($0, sql: "SELECT id FROM letter WHERE outcome = 'planned'")
        }
    }

    /// Writes into the database while no work is done.
    func write(_ sql: String) throws {
        try file.writer.write { try $0.execute(sql: sql) }
    }

    /// A connection as a session has it.
    func reader() throws -> DatabaseQueue { try file.reader() }

    /// Ends the work with the database, so that its file can be copied.
    func close() throws { try file.writer.close() }

    // MARK: Parts

    private static let everyFiveMinutes = Schedule(
        name: "digest", kind: "digest", rule: .every(.seconds(300)), zone: "",
        maxAge: .seconds(14_400))

    private static let questions = QuestionList("Wie maakt de beste erwtensoep?\n")

    private static let jobs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("jobs")

    static func key(_ octet: UInt8) -> SecretKey {
        SecretKey(octets: Array(repeating: octet, count: SecretKey.count))!
    }

    private static func renderer(_ clock: WallClock) throws -> DigestRenderer {
        let platform = Platform(
            name: "Lingeborg", url: "https://www.example.nl", deskPhone: "0183-000000",
            addressForm: .u, language: .nl, calendar: SampleTown.calendar)
        return DigestRenderer(
            words: [
                .nl: DigestLanguage(
                    templates: try DigestTemplates(
                        path: jobs.appendingPathComponent("digest/nl").path),
                    questions: questions)
            ], platform: platform, settings: DigestSettings(),
            pages: try PublicURL("https://www.example.nl/post"), keys: LinkKeys([(1, key(1))]),
            clock: clock)
    }

    private static func composer() throws -> LetterComposer {
        try LetterComposer(
            from: Mailbox(name: "Lingeborg", address: EmailAddress("post@example.nl")),
            replyTo: nil, bounceDomain: DomainName("example.nl"),
            zone: SampleTown.calendar.zone, key: key(2))
    }
}

/// Takes no letter.
private struct ClosedRelay: LaneWorker {
    func work(_ feed: JobFeed) -> LaneEnd { .closed(wait: .seconds(3600), reason: "planning only") }
}
