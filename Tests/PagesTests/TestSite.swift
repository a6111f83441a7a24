import BuurtpostTestKit
import Digests
import Foundation
import GRDB
import JobQueue
import Links
import Logging
import Mail
import Model
import Neighbourhood
import Pages

/// A running server over a real database with two residents, for as long as it is held.
final class TestSite: Sendable {
    static let now = Date(timeIntervalSince1970: 1_774_422_000)
    static let platform = Platform(
        name: "VoorbeeldBuurt", url: "https://buurt.example", deskPhone: "0183-00 00 00",
        addressForm: .u, language: .nl,
        calendar: LocalCalendar(zone: TimeZone(identifier: "Europe/Amsterdam")!))
    /// Fatma, with everything; resident 2 is unconfirmed.
    static let email = "fatma@example.nl"

    let database: TestDatabase
    let keys: LinkKeys
    let secret: SecretKey
    let port: Int
    private let server: PageServer

    static let modules: [any PersonalData] = [
        MailPersonalData(), DigestPersonalData(), NeighbourhoodPersonalData(),
    ]

    /// Starts it apart from the threads of the tests, which the server needs.
    static func running(
        trustedProxies: Set<String> = [],
        adjust: @escaping @Sendable (inout PageServerSettings) -> Void = { _ in }
    ) async throws -> TestSite {
        try await HTTPExchange.apart {
            try TestSite(trustedProxies: trustedProxies, adjust: adjust)
        }
    }

    private init(
        pages: [any ReaderPage] = [], trustedProxies: Set<String> = [],
        adjust: (inout PageServerSettings) -> Void = { _ in }
    ) throws {
        var random = SplitMix64(seed: 4)
        keys = LinkKeys([(1, SecretKey(using: &random))])
        secret = SecretKey(using: &random)
        database = try TestDatabase { migrator in
            MailSchema.register(in: &migrator)
            NeighbourhoodSchema.register(in: &migrator)
            DigestSchema.register(in: &migrator)
            PagesSchema.register(in: &migrator)
        }
        try database.write { try $0.execute(sql: Self.rows) }
        let publicURL = try PublicURL("https://buurt.example/post")
        let site = SitePages(platform: Self.platform)
        let readers = ReaderSite(
            Self.pages(secret) + pages, keys: keys, site: site, platform: Self.platform)
        var settings = PageServerSettings(
            listen: .tcp(host: "127.0.0.1", port: 0), publicURL: publicURL,
            trustedProxies: trustedProxies)
        adjust(&settings)
        server = try PageServer(
            settings, parts: [readers], pages: site, database: database.file,
            ticks: database.ticks, clock: WallClock(now: { Self.now }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wake: {})
        port = try server.start() ?? 0
    }

    deinit {
        let server = server
        DispatchQueue(label: "buurtpost.test.stop").async { server.stop(grace: .seconds(5)) }
    }

    private static func pages(_ secret: SecretKey) -> [any ReaderPage] {
        let versions = AddressVersion(key: secret)
        let optOuts = OptOuts(key: secret)
        return UnsubscribePage.Kind.allCases.map {
            UnsubscribePage($0, platform: platform, optOuts: optOuts)
        } + [
            FrequencyPage(platform: platform, versions: versions, optOuts: optOuts),
            PreferencesPage(
                platform: platform, versions: versions, optOuts: optOuts,
                copy: PersonExport(modules)),
            ConfirmPage(platform: platform, versions: versions),
        ]
    }

    private static let rows = """
        INSERT INTO resident (id, external_id, given_name, family_name, email, interests, helper)
        VALUES (1, 'zq-fatma-17', 'Fatma', 'Yildirimoglu', '\(email)', 'sport|muziek', 1);
        INSERT INTO resident (id, external_id, given_name, email, status)
        VALUES (2, 'zq-joris-18', 'Joris', 'joris@example.nl', 'unconfirmed');
        """

    // MARK: Links

    /// The path of a link to a page of a resident, as the daemon would make it now.
    func path(
        _ purpose: LinkPurpose, _ resident: Int64 = 1, email: String = email,
        expiresAt: Date? = now + 3600
    ) -> String {
        let isBound = [.preferences, .confirm].contains(purpose)
        let version = isBound ? AddressVersion(key: secret).of(email) : 1
        let token = LinkToken(
            purpose: purpose, subject: resident, version: version,
            expiresAt: isBound ? expiresAt : nil)
        return "/post/\(purpose)/\(keys.sign(token))"
    }

    func get(_ path: String, headers: [String] = []) async throws -> HTTPReply? {
        try await request("GET", path, headers: headers)
    }

    func post(_ path: String, _ body: String) async throws -> HTTPReply? {
        try await request("POST", path, body: body)
    }

    func request(
        _ method: String, _ path: String, headers: [String] = [], body: String? = nil
    ) async throws -> HTTPReply? {
        let port = port
        return try await HTTPExchange.apart {
            HTTPExchange.request(method, path, headers: headers, body: body, port: port)
        }
    }

    /// Sends octets as they are.
    func send(_ text: String) async throws -> HTTPReply? {
        let port = port
        return try await HTTPExchange.apart { HTTPExchange.send(text, port: port) }
    }

    // MARK: What is written

    func resident(_ id: Int64 = 1) throws -> Resident? {
        try database.read { try Resident.find(id, in: $0) }
    }

    /// All rows of all tables that pages may change, as text.
    func contents() throws -> [String] {
        try database.read { db in
            try ["resident", "letter", "job", "erasure", "erased_person"].flatMap {
                try Row.fetchAll(db, sql: "SELECT * FROM \($0)").map { "\($0)" }
            }
        }
    }
}
