import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Mail
import Model
import Testing

@testable import Pages

@Suite struct DeskRoomTests {
    private static let attack = "<script>alert(1)</script>\"'&"

    /// A failed job, a discarded, a held and a quarantined one, two letters and a paused queue; wherever
    /// a text can stand, it attacks.
    static func fill(_ desk: TestDesk) throws {
        let now = TestSite.now.unixMilliseconds
        try desk.database.write { db in
            for (id, state, queue, crashes) in [
                (1, "retryable", "mail", 0), (2, "discarded", "mail", 0),
                (3, "scheduled", "held", 0), (4, "discarded", "mail", 3),
                (5, "completed", "mail", 0),
            ] {
                let isFinal = ["discarded", "completed"].contains(state)
                try db.execute(
                    sql: """
                        INSERT INTO job (id, kind, queue, state, crashes, errors, scheduled_at,
                            created_at, finalized_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        id, attack, queue, state, crashes,
                        String(
                            decoding: try JSONEncoder().encode([["error": attack]]), as: UTF8.self),
                        now, now, isFinal ? now : nil,
                    ])
            }
            try db.execute(
                sql: "INSERT INTO queue (name, paused_at, paused_because) VALUES (?, ?, ?)",
                arguments: [attack, now, attack])
            try db.execute(
                sql: """
                    INSERT INTO letter (id, purpose, recipient, occasion, address, outcome, reason,
                        reply, relay, planned_at, settled_at)
                    VALUES (7, 'digest', 'resident/1', :attack, 'Fatma@example.nl', 'accepted', :attack,
                            :attack, :attack, :planned, :settled),
                        (8, 'digest', 'resident/2', 'x', 'joris@example.nl', 'skipped', :attack,
                            NULL, NULL, :planned, :settled)
                    """,
                arguments: ["attack": attack, "planned": now - 600_000, "settled": now - 1])
        }
    }

    @Test("a failed, a held, a given up and a quarantined job are shown, a completed one is not")
    func troubles() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, _) = try #require(try await desk.enter())
        let body = try #require(try await desk.get("/aandacht", cookie: cookie)).body
        for (id, state) in [
            (1, "mislukt, wordt opnieuw geprobeerd"), (2, "opgegeven"),
            (3, "soort onbekend, wacht"), (4, "apart gezet: het programma liep er op vast"),
        ] {
            let row = try #require(body.firstRange(of: "<th scope=\"row\">\(id)</th>"))
            let rest = body[row.upperBound...]
            #expect(rest[..<(rest.firstRange(of: "</tr>")!.lowerBound)].contains(state))
        }
        #expect(!body.contains("<th scope=\"row\">5</th>"))
        let today = try #require(try await desk.get(cookie: cookie)).body
        #expect(today.contains("1 taak: apart gezet omdat het programma erop vastliep"))
        #expect(today.contains("2 taken: opgegeven"))
    }

    @Test(
        "whatever stands in the database, nothing of it becomes markup",
        arguments: ["", "/wachtrijen", "/aandacht", "/handelingen", "/cijfers", "/brief/7"])
    func escaped(path: String) async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        try desk.database.write { db in
            try DeskAction(
                at: TestSite.now, who: Self.attack, deed: .retry, target: Self.attack,
                wasDone: true
            ).insert(in: db)
        }
        let (cookie, _) = try #require(try await desk.enter())
        let reply = try #require(try await desk.get(path, cookie: cookie))
        #expect(reply.status == 200)
        #expect(!reply.body.contains("<script>"))
        #expect(!reply.body.contains("<b>") && !reply.body.contains("<i>"))
        if !["", "/cijfers"].contains(path) {
            #expect(reply.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
        }
    }

    @Test("looking at all pages changes nothing")
    func reading() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let before = try desk.contents()
        for path in [
            "", "/wachtrijen?action=pause&target=mail&token=\(token)", "/aandacht", "/zoeken",
            "/cijfers", "/handelingen", "/brief/7", "/brief/7/inhoud", "/uitloggen", "/inloggen",
        ] { _ = try await desk.get(path, cookie: cookie) }
        #expect(try desk.contents() == before)
        #expect(try await desk.get(cookie: cookie)?.status == 200)
    }

    @Test("a retried job is due, a discarded one is given up with the name of who did it")
    func jobs() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        for (deed, id) in [("retry", 2), ("retry", 4), ("discard", 3)] {
            let body = "action=\(deed)&target=\(id)&token=\(token)"
            let reply = try await desk.post("/aandacht", body, cookie: cookie)
            #expect(reply?.body.contains("role=\"status\"") == true)
        }
        let states = try desk.database.read {
            try String.fetchAll($0, sql: "SELECT state FROM job ORDER BY id")
        }
        #expect(states == ["retryable", "available", "discarded", "available", "completed"])
        let error = try desk.database.read {
            try String.fetchOne($0, sql: "SELECT errors ->> '$[#-1].error' FROM job WHERE id = 3")
        }
        #expect(error?.contains("opgegeven aan de balie door Marja") == true)
        let actions = try desk.actions()
        #expect(actions.map(\.target) == ["3", "4", "2"])
        #expect(actions.allSatisfy { $0.who == "Marja" && $0.wasDone && $0.at == TestSite.now })
    }

    @Test(
        "what cannot be done is said, changes no job and is written down as not done",
        arguments: [("discard", 2), ("retry", 5), ("discard", 99)])
    func impossible(deed: String, id: Int) async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let before = try desk.database.read { try Row.fetchAll($0, sql: "SELECT * FROM job") }
        let body = "action=\(deed)&target=\(id)&token=\(token)"
        let reply = try #require(try await desk.post("/aandacht", body, cookie: cookie))
        #expect(reply.status == 200)
        #expect(reply.body.contains("er is niets veranderd"))
        let after = try desk.database.read { try Row.fetchAll($0, sql: "SELECT * FROM job") }
        #expect(after == before)
        #expect(try desk.actions().map(\.wasDone) == [false])
    }

    @Test(
        "what no form of ours sends is refused",
        arguments: [
            "action=erase&target=1", "action=retry&target=x", "action=pause&target=1", "%FF",
        ])
    func malformed(body: String) async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let before = try desk.contents()
        let reply = try await desk.post("/aandacht", "\(body)&token=\(token)", cookie: cookie)
        #expect(reply?.status == 403)
        #expect(try desk.contents() == before)
    }

    @Test("a queue is stopped and goes on; pressing twice changes nothing more")
    func queues() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        func press(_ deed: String, _ queue: String = "mail") async throws -> String {
            try await desk.post(
                "/wachtrijen", "action=\(deed)&target=\(queue)&token=\(token)", cookie: cookie)?
                .body ?? ""
        }
        #expect(try await press("pause").contains("Wachtrij mail staat stil."))
        let paused = try desk.database.read { try QueueTable($0).find("mail") }
        #expect(paused?.pausedBecause == "stilgezet aan de balie door Marja")
        #expect(try await press("pause").contains("Wachtrij mail staat stil."))
        #expect(try await press("resume").contains("Wachtrij mail is open."))
        #expect(try await press("pause", "verzonnen").contains("is er niet"))
        #expect(try desk.database.read { try QueueTable($0).find("mail")?.pausedAt } == nil)
        #expect(try desk.database.read { try QueueTable($0).find("verzonnen") } == nil)
        #expect(try desk.actions().map(\.wasDone) == [true, false, true])
    }

    @Test(
        "who got what is found by an address in the body, capitals forgiven, and stands in no address"
    )
    func search() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let body = "address=FATMA%40example.nl&token=\(token)"
        let reply = try #require(try await desk.post("/zoeken", body, cookie: cookie))
        #expect(reply.body.contains("href=\"/post/beheer/brief/7\""))
        #expect(!reply.body.contains("/brief/8"))
        #expect(reply.body.contains("bezorgd bij de mailserver"))
        #expect(!reply.body.contains("<script>"))
        let links = reply.body.matches(of: /(?:href|action|src)="([^"]*)"/).map { String($0.1) }
        #expect(!links.isEmpty)
        #expect(links.allSatisfy { !$0.contains("@") && !$0.lowercased().contains("fatma") })
    }

    @Test(
        "what is no address is said to be none",
        arguments: ["", "fatma", String(repeating: "x", count: 300) + "%40a.nl"])
    func noAddress(address: String) async throws {
        let desk = try await TestDesk.running()
        let (cookie, token) = try #require(try await desk.enter())
        let body = "address=\(address)&token=\(token)"
        let reply = try await desk.post("/zoeken", body, cookie: cookie)
        #expect(reply?.body.contains("Dat is geen e-mailadres.") == true)
    }

    @Test("the letter is in a frame that runs nothing, loads nothing and is only ours to show")
    func frame() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, _) = try #require(try await desk.enter())
        let page = try #require(try await desk.get("/brief/7", cookie: cookie))
        #expect(page.body.contains("src=\"/post/beheer/brief/7/inhoud\""))
        #expect(page.body.contains("sandbox=\"\""))
        let frame = try #require(try await desk.get("/brief/7/inhoud", cookie: cookie))
        #expect(frame.body == TestDesk.letter)
        let policy = try #require(frame.headers["content-security-policy"])
        for rule in [
            "sandbox;", "default-src 'none'", "img-src 'none'", "frame-ancestors 'self'",
        ] { #expect(policy.contains(rule)) }
        #expect(frame.headers["x-frame-options"] == "SAMEORIGIN")
        for path in ["/brief/99", "/brief/99/inhoud", "/brief/x", "/brief", "/brief/7/x"] {
            #expect(try await desk.get(path, cookie: cookie)?.status == 404)
        }
    }

    @Test("pages allow style, script and frames from here and nothing else")
    func policy() async throws {
        let desk = try await TestDesk.running()
        let (cookie, _) = try #require(try await desk.enter())
        let page = try #require(try await desk.get(cookie: cookie))
        let policy = try #require(page.headers["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self';"))
        #expect(!policy.contains("unsafe"))
        #expect(page.headers["cache-control"] == "no-store")
        #expect(page.headers["x-frame-options"] == "DENY")
        let script = try #require(try await desk.get("/beheer.js"))
        #expect(script.headers["content-type"] == "text/javascript; charset=utf-8")
        let style = try #require(try await desk.get("/beheer.css"))
        #expect(style.headers["content-type"] == "text/css; charset=utf-8")
        #expect(!style.body.contains("url("))
    }

    @Test("charts have a title, a description and their figures as a table")
    func charts() async throws {
        let desk = try await TestDesk.running()
        try Self.fill(desk)
        let (cookie, _) = try #require(try await desk.enter())
        let today = try #require(try await desk.get(cookie: cookie)).body
        let figures = try #require(try await desk.get("/cijfers", cookie: cookie)).body
        for (page, id) in [(today, "uren"), (figures, "terug"), (figures, "ochtend")] {
            #expect(page.contains("aria-labelledby=\"\(id)-t \(id)-d\""))
            #expect(
                page.contains("<title id=\"\(id)-t\">") && page.contains("<desc id=\"\(id)-d\">"))
        }
        #expect(today.contains("bezorgd bij de mailserver: 1."))
        #expect(figures.contains("De langzaamste brief deed er 10,0 minuten over."))
        #expect(figures.contains("<caption>Brieven die niet aankwamen</caption>"))
    }
}
