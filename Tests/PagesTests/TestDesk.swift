import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Links
import Logging
import Mail
import Model
import Neighbourhood

@testable import Pages

/// A running server with the operator's desk, over a real database, for as long as it is held.
final class TestDesk: Sendable {
    static let password = "vier woorden achter elkaar"
    /// Hashing takes its time, on purpose: once is enough for all tests.
    static let hash: PasswordHash? = {
        var random = SystemRandomNumberGenerator()
        return PasswordHash.make(of: password, using: &random)
    }()
    static let origin = "https://buurt.example"
    /// What the frame of a letter shows.
    static let letter = "<p>Goedemorgen, <a href=\"https://buurt.example/post/x\">Fatma</a></p>"

    let database: TestDatabase
    let port: Int
    private let server: PageServer
    private let time: StandingClock

    /// Starts it apart from the threads of the tests, which the server needs.
    static func running(
        userHeader: String? = nil, trustedProxies: Set<String> = [], hasPassword: Bool = true
    ) async throws -> TestDesk {
        try await HTTPExchange.apart {
            let password = hasPassword ? hash : nil
            return try TestDesk(
                DeskSettings(password: password, userHeader: userHeader), trustedProxies)
        }
    }

    private init(_ settings: DeskSettings, _ trustedProxies: Set<String>) throws {
        database = try TestDatabase { migrator in
            MailSchema.register(in: &migrator)
            NeighbourhoodSchema.register(in: &migrator)
            PagesSchema.register(in: &migrator)
        }
        let publicURL = try PublicURL("\(Self.origin)/post")
        let desk: (any SitePart)? = DeskSite(
            settings, publicURL: publicURL, platform: TestSite.platform, sources: Self.sources)
        time = StandingClock(at: TestSite.now)
        server = try PageServer(
            PageServerSettings(
                listen: .tcp(host: "127.0.0.1", port: 0), publicURL: publicURL,
                trustedProxies: trustedProxies),
            parts: [desk].compactMap(\.self), pages: SitePages(platform: TestSite.platform),
            database: database.file, ticks: database.ticks,
            clock: time.clock, logger: Self.quiet, wake: {})
        port = try server.start() ?? 0
    }

    deinit {
        let server = server
        DispatchQueue(label: "buurtpost.test.stop").async { server.stop(grace: .seconds(5)) }
    }

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static var sources: DeskSources {
        DeskSources(
            relays: { _, _ in
                [
                    DeskRelay(
                        name: "smtp://<b>relay</b>:25", isInUse: true, pausedAt: nil, probeAt: nil,
                        lastFailure: "", lastAnswer: "250 <i>ok</i>", lastAt: TestSite.now,
                        accepted: 12)
                ]
            },
            letter: { letter, _, _ in
                LetterPreview(
                    subject: "Brief \(letter.id)", text: "", html: TestDesk.letter, octets: [])
            },
            control: JobControl(lifecycles: [], logger: quiet))
    }

    func wait(_ seconds: TimeInterval) { time.set(to: time.clock.now() + seconds) }

    // MARK: Requests

    /// - Parameter path: Below the desk's own, such as `/zoeken`.
    func get(_ path: String = "", cookie: String? = nil, headers: [String] = []) async throws
        -> HTTPReply?
    {
        try await request("GET", path, headers: headers + Self.header(cookie), body: nil)
    }

    func post(
        _ path: String, _ body: String, cookie: String? = nil,
        headers: [String] = ["Sec-Fetch-Site: same-origin"]
    ) async throws -> HTTPReply? {
        try await request("POST", path, headers: headers + Self.header(cookie), body: body)
    }

    private static func header(_ cookie: String?) -> [String] {
        cookie.map { ["Cookie: other=1; \($0)"] } ?? []
    }

    private func request(_ method: String, _ path: String, headers: [String], body: String?)
        async throws -> HTTPReply?
    {
        let port = port
        return try await HTTPExchange.apart {
            HTTPExchange.request(
                method, "/post/beheer\(path)", headers: headers, body: body, port: port)
        }
    }

    // MARK: Logging in

    func logIn(_ password: String = password, headers: [String] = []) async throws -> HTTPReply? {
        let word = password.replacingOccurrences(of: " ", with: "+")
        return try await post(
            "/inloggen", "name=Marja&password=\(word)",
            headers: ["Sec-Fetch-Site: same-origin"] + headers)
    }

    /// Logs in.
    ///
    /// - Returns: The cookie as a browser sends it back, and the token of the forms.
    func enter() async throws -> (cookie: String, token: String)? {
        guard let reply = try await logIn(), let set = reply.headers["set-cookie"],
            let cookie = set.split(separator: ";").first.map(String.init),
            let page = try await get(cookie: cookie),
            let token = Self.token(in: page.body)
        else { return nil }
        return (cookie, token)
    }

    static func token(in html: String) -> String? {
        html.firstMatch(of: /name="token" value="([0-9a-f]{64})"/).map { String($0.1) }
    }

    // MARK: What is written

    /// All rows that the desk may change, as text.
    func contents() throws -> [String] {
        try database.read { db in
            try ["job", "queue", "letter", "desk_action"].flatMap {
                try Row.fetchAll(db, sql: "SELECT * FROM \($0)").map { "\($0)" }
            }
        }
    }

    func actions() throws -> [DeskAction] {
        try database.read { try DeskAction.last(10, in: $0) }
    }
}
