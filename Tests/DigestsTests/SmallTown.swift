import BuurtpostTestKit
import Digests
import Foundation
import GRDB
import JobQueue
import Links
import Mail
import Model
import Neighbourhood

/// A town in a database, filled with SQL, and a relay in memory.
final class SmallTown: Sendable {
    let database: TestDatabase
    let clock: StandingClock
    let relay: ScriptedTransport
    let settings: DigestSettings
    private let words: [Language: DigestLanguage]

    static let questions = QuestionList("Wat is de mooiste boom?\nWie kent het oudste huis?\n")

    init(
        at now: Date = .wednesday, settings: DigestSettings = DigestSettings(),
        answer: @escaping @Sendable (OutgoingMessage, Int) -> DeliveryOutcome = { _, _ in
            .accepted(ScrubbedReply(code: 250, text: "queued"))
        }
    ) throws {
        database = try TestDatabase { migrator in
            MailSchema.register(in: &migrator)
            NeighbourhoodSchema.register(in: &migrator)
            DigestSchema.register(in: &migrator)
        }
        clock = StandingClock(at: now)
        relay = ScriptedTransport(answer: answer)
        self.settings = settings
        words = try Dictionary(
            uniqueKeysWithValues: Language.allCases.map { language in
                (
                    language,
                    DigestLanguage(
                        templates: try DigestTemplates(path: Self.templates(language)),
                        questions: Self.questions)
                )
            })
    }

    /// The templates that the product ships.
    static func templates(_ language: Language) -> String {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("jobs/digest/\(language.rawValue)").path
    }

    func sql(_ sql: String) throws {
        try database.write { try $0.execute(sql: sql) }
    }

    /// Adds a daily reader.
    func resident(_ id: String, hour: String, more: String = "", values: String = "") throws {
        try sql(
            """
            INSERT INTO resident (external_id, given_name, email, digest_minute\(more))
            VALUES ('\(id)', '\(id)', '\(id)@example.nl', \(LocalTime(hour)!.minute)\(values))
            """)
    }

    /// Adds a visible post of yesterday.
    func post(_ id: String, at: Date = .wednesday - 43_200) throws {
        try sql(
            """
            INSERT INTO post (external_id, title, text, published_at)
            VALUES ('\(id)', 'Over \(id)', 'Meer over \(id).', \(at.unixMilliseconds))
            """)
    }

    /// Plans and delivers what is due by the clock.
    func drain(at now: Date? = nil, rules: [any SendingRule] = []) throws {
        if let now { clock.set(to: now) }
        let calendar = LocalCalendar.amsterdam
        let key = SecretKey(octets: [UInt8](repeating: 7, count: 32))!
        let composer = try LetterComposer(
            from: Mailbox(name: "Utdorp", address: EmailAddress("post@utdorp.example")),
            replyTo: nil, bounceDomain: DomainName("utdorp.example"), zone: calendar.zone, key: key)
        let renderer = DigestRenderer(
            words: words,
            platform: Platform(
                name: "Utdorp", url: "https://utdorp.example", deskPhone: "0183-000000",
                addressForm: .u, language: .nl, calendar: calendar),
            settings: settings,
            pages: try PublicURL("https://utdorp.example/post"), keys: LinkKeys([(1, key)]),
            clock: clock.clock)
        let desk = WritingDesk(
            renderers: [renderer], composer: composer, rules: rules, clock: clock.clock,
            logger: .silent)
        let sessions = MailSessions(
            relays: [Relay(transport: relay, connections: 2)], desk: desk,
            database: database.file, ticks: database.ticks, logger: .silent)
        let dispatcher = Dispatcher(
            ticks: database.ticks, clock: clock.clock,
            duties: Duties(
                lifecycles: [
                    LetterJobs(desk: desk),
                    DigestPlanner(
                        settings: settings, calendar: calendar),
                ],
                queues: [
                    QueueSetup(name: "mail", lanes: 2, ahead: 16, worker: sessions),
                    QueueSetup(name: DigestPlanner.queue),
                ],
                schedules: [
                    Schedule(
                        name: "digest", kind: "digest", rule: .every(.seconds(300)),
                        zone: "Europe/Amsterdam", maxAge: .seconds(14_400))
                ],
                calendar: calendar), worker: "test", logger: .silent)
        try dispatcher.prepare()
        _ = try dispatcher.drain()
    }

    /// `resident id` to outcomes by day, such as `["jan": ["2026-03-25 accepted"]]`.
    func letters() throws -> [String: [String]] {
        let rows = try database.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT r.external_id, l.occasion || ' ' || l.outcome || CASE l.reason WHEN '' THEN '' ELSE ': ' || l.reason END
                    FROM letter l JOIN resident r ON l.recipient = 'resident/' || r.id ORDER BY l.id
                    """)
        }
        return Dictionary(grouping: rows) { $0[0] as String }.mapValues { $0.map { $0[1] } }
    }

    /// The text of the last letter, its line breaks of quoted-printable taken out.
    var lastText: String {
        let octets = relay.messages.last?.octets ?? []
        return String(decoding: octets, as: UTF8.self)
            .replacing("=\r\n", with: "").replacing("\r\n", with: "\n")
    }
}
