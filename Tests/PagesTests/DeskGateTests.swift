import BuurtpostTestKit
import Foundation
import GRDB
import Testing

@testable import Pages

@Suite struct DeskGateTests {
    @Test("without a way to log in there is no desk")
    func off() async throws {
        let desk = try await TestDesk.running(hasPassword: false)
        for path in ["", "/zoeken", "/beheer.css"] {
            #expect(try await desk.get(path)?.status == 404)
        }
        #expect(try await desk.logIn()?.status == 404)
    }

    @Test(
        "who is not logged in sees the door and nothing else",
        arguments: ["", "/wachtrijen", "/aandacht", "/zoeken", "/cijfers", "/brief/1/inhoud", "/x"])
    func door(path: String) async throws {
        let desk = try await TestDesk.running()
        let reply = try #require(try await desk.get(path))
        #expect(reply.status == 401)
        #expect(reply.body.contains("name=\"password\""))
        #expect(!reply.body.contains("<nav"))
    }

    @Test("the right password opens, with a cookie that stays out of scripts and other sites")
    func logIn() async throws {
        let desk = try await TestDesk.running()
        let reply = try #require(try await desk.logIn())
        #expect(reply.status == 303)
        #expect(reply.headers["location"] == "/post/beheer")
        let cookie = try #require(reply.headers["set-cookie"])
        let parts = cookie.split(separator: "; ").map(String.init)
        #expect(parts[0].wholeMatch(of: /buurtpost-beheer=[0-9a-f]{64}/) != nil)
        #expect(
            parts.dropFirst() == [
                "Path=/post/beheer", "Max-Age=43200", "HttpOnly", "SameSite=Strict", "Secure",
            ])
        #expect(try await desk.get(cookie: parts[0])?.status == 200)
        #expect(try await desk.get(cookie: String(parts[0].dropLast()) + "g")?.status == 401)
    }

    @Test(
        "what is not the password opens nothing",
        arguments: ["", "vier woorden achter elkaa", "vier%00woorden", "%FF"])
    func wrong(password: String) async throws {
        let desk = try await TestDesk.running()
        let reply = try #require(try await desk.logIn(password))
        #expect([401, 403].contains(reply.status))
        #expect(reply.headers["set-cookie"] == nil)
    }

    @Test("after twenty wrong passwords even the right one has to wait, from that address only")
    func guesses() async throws {
        let desk = try await TestDesk.running(trustedProxies: ["127.0.0.1"])
        for _ in 0..<GuessLimit.guesses {
            #expect(try await desk.logIn("", headers: ["X-Forwarded-For: 10.0.0.1"])?.status == 401)
        }
        let refused = try #require(try await desk.logIn(headers: ["X-Forwarded-For: 10.0.0.1"]))
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"] == "60")
        #expect(try await desk.logIn(headers: ["X-Forwarded-For: 10.0.0.2"])?.status == 303)
        desk.wait(60)
        #expect(try await desk.logIn(headers: ["X-Forwarded-For: 10.0.0.1"])?.status == 303)
    }

    @Test("a session ends when nothing is heard for an hour, and looking by itself is nothing")
    func idle() async throws {
        let desk = try await TestDesk.running()
        let (cookie, _) = try #require(try await desk.enter())
        desk.wait(3500)
        #expect(try await desk.get(cookie: cookie)?.status == 200)
        desk.wait(3500)
        let live = ["X-Buurtpost-Live: 1"]
        #expect(try await desk.get(cookie: cookie, headers: live)?.status == 200)
        desk.wait(101)
        #expect(try await desk.get(cookie: cookie)?.status == 401)
    }

    @Test("a session ends after twelve hours, however busy it is")
    func longest() async throws {
        let desk = try await TestDesk.running()
        let (cookie, _) = try #require(try await desk.enter())
        for _ in 0..<23 {
            desk.wait(1800)
            #expect(try await desk.get(cookie: cookie)?.status == 200)
        }
        desk.wait(1800)
        #expect(try await desk.get(cookie: cookie)?.status == 401)
    }

    @Test("who logs out is out, and the cookie goes")
    func logOut() async throws {
        let desk = try await TestDesk.running()
        let (cookie, token) = try #require(try await desk.enter())
        let reply = try #require(
            try await desk.post("/uitloggen", "token=\(token)", cookie: cookie))
        #expect(reply.status == 303)
        #expect(reply.headers["set-cookie"]?.contains("Max-Age=0") == true)
        #expect(try await desk.get(cookie: cookie)?.status == 401)
    }

    @Test("a form without the token of its own session changes nothing")
    func tokens() async throws {
        let desk = try await TestDesk.running()
        try DeskRoomTests.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let (_, other) = try #require(try await desk.enter())
        let before = try desk.contents()
        #expect(token != other)
        for wrong in ["", "token=", "token=\(other)", "token=\(token)0"] {
            let body = "action=pause&target=mail&\(wrong)"
            #expect(try await desk.post("/wachtrijen", body, cookie: cookie)?.status == 403)
        }
        #expect(try desk.contents() == before)
    }

    @Test(
        "a form that another site sent changes nothing, even with the token",
        arguments: [
            "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: none",
            "Origin: https://elders.example", "Origin: null",
        ])
    func origins(header: String) async throws {
        let desk = try await TestDesk.running()
        try DeskRoomTests.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let before = try desk.contents()
        let body = "action=pause&target=mail&token=\(token)"
        let reply = try await desk.post("/wachtrijen", body, cookie: cookie, headers: [header])
        #expect(reply?.status == 403)
        #expect(try desk.contents() == before)
    }

    @Test("an old browser that says the right origin is believed")
    func oldBrowser() async throws {
        let desk = try await TestDesk.running()
        try DeskRoomTests.fill(desk)
        let (cookie, token) = try #require(try await desk.enter())
        let reply = try await desk.post(
            "/wachtrijen", "action=pause&target=mail&token=\(token)", cookie: cookie,
            headers: ["Origin: \(TestDesk.origin)"])
        #expect(reply?.status == 200)
    }

    @Test("whom a trusted proxy names is in, and only whom a trusted proxy names")
    func proxy() async throws {
        let named = ["X-Remote-User: marja"]
        let trusting = try await TestDesk.running(
            userHeader: "x-remote-user", trustedProxies: ["127.0.0.1"], hasPassword: false)
        let page = try #require(try await trusting.get("/wachtrijen", headers: named))
        #expect(page.status == 200)
        #expect(page.body.contains("marja"))
        #expect(!page.body.contains("Log uit"))
        #expect(try await trusting.get()?.status == 401)
        #expect(try await trusting.get(headers: named + ["X-Remote-User: piet"])?.status == 401)
        #expect(try await trusting.get(headers: ["X-Remote-User: "])?.status == 401)

        let distrusting = try await TestDesk.running(
            userHeader: "x-remote-user", hasPassword: false)
        #expect(try await distrusting.get(headers: named)?.status == 401)
    }

    @Test("the token of one whom a proxy lets in is of no use to another")
    func proxyTokens() async throws {
        let desk = try await TestDesk.running(
            userHeader: "x-remote-user", trustedProxies: ["127.0.0.1"], hasPassword: false)
        try DeskRoomTests.fill(desk)
        let page = try await desk.get("/wachtrijen", headers: ["X-Remote-User: marja"])
        let token = try #require(TestDesk.token(in: page?.body ?? ""))
        let statuses = try await ["piet", "marja"].asyncMap { name in
            try await desk.post(
                "/wachtrijen", "action=pause&target=mail&token=\(token)",
                headers: ["X-Remote-User: \(name)"])?.status
        }
        #expect(statuses == [403, 200])
        #expect(try desk.actions().map(\.who) == ["marja"])
    }
}

extension Array {
    /// One after the other.
    fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
