import BuurtpostTestKit
import Foundation
import Links
import Model
import Neighbourhood
import Pages
import Testing

@Suite struct PageServerTests {
    @Test("every answer keeps the link to itself and lets nothing run")
    func headers() async throws {
        let site = try await TestSite.running()
        for path in [site.path(.unsubscribe), "/post/nowhere", "/"] {
            let headers = try #require(try await site.get(path)).headers
            #expect(headers["cache-control"] == "no-store")
            #expect(headers["referrer-policy"] == "no-referrer")
            #expect(headers["x-content-type-options"] == "nosniff")
            let policy = headers["content-security-policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
            #expect(policy.contains("frame-ancestors 'none'"))
        }
    }

    @Test("HEAD answers as GET does, without the body")
    func head() async throws {
        let site = try await TestSite.running()
        let path = site.path(.frequency)
        let get = try #require(try await site.get(path))
        let head = try #require(try await site.request("HEAD", path))
        #expect(head.status == get.status)
        #expect(head.headers["content-length"] == get.headers["content-length"])
        #expect(head.headers["content-length"] == "\(get.body.utf8.count)")
        #expect(head.body.isEmpty)
    }

    @Test("the path of the public address may stand in front or not")
    func prefix() async throws {
        let site = try await TestSite.running()
        let path = site.path(.unsubscribe)
        #expect(try await site.get(path)?.status == 200)
        #expect(try await site.get(String(path.dropFirst("/post".count)))?.status == 200)
    }

    @Test("forged, mutilated, foreign and absent links get the same page with the desk's number")
    func forged() async throws {
        let site = try await TestSite.running()
        let right = site.path(.unsubscribe)
        let paths = [
            String(right.dropLast()), right.replacing("unsubscribe", with: "preferences"),
            "/post/unsubscribe/aaaa", "/post/niets/aaaa", "/post/\(UUID())", "/",
        ]
        var bodies: Set<String> = []
        for path in paths {
            let reply = try #require(try await site.get(path))
            #expect(reply.status == 404)
            bodies.insert(reply.body)
        }
        #expect(bodies.count == 1)
        #expect(bodies.first?.contains("0183-00 00 00") == true)
    }

    /// Fifty forged links on one connection.
    private static func guesses(_ round: Int) -> String {
        (0..<50).map { number in
            "GET /post/unsubscribe/a\(round)b\(number) HTTP/1.1\r\nHost: a\r\n"
                + "X-Forwarded-For: 203.0.113.9\r\n"
                + (number == 49 ? "Connection: close\r\n\r\n" : "\r\n")
        }.joined()
    }

    @Test("who guesses has to wait, and nobody else has to")
    func guesses() async throws {
        let site = try await TestSite.running(trustedProxies: ["127.0.0.1"])
        let port = site.port
        let statuses = try await HTTPExchange.apart {
            (0..<200).flatMap { HTTPExchange.statuses(of: Self.guesses($0), port: port) }
        }
        #expect(statuses.count == 10_000)
        #expect(statuses.prefix(20).allSatisfy { $0 == 404 })
        #expect(statuses.dropFirst(20).allSatisfy { $0 == 429 })
        let right = site.path(.unsubscribe)
        #expect(try await site.get(right, headers: ["X-Forwarded-For: 203.0.113.9"])?.status == 429)
        #expect(
            try await site.get(right, headers: ["X-Forwarded-For: 203.0.113.10"])?.status == 200)
    }

    @Test(
        "what is too long or not HTTP is refused, and the server goes on",
        arguments: [
            (
                "GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
                [400, 414, 431]
            ),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "b", count: 20_000))\r\n\r\n",
                [400, 431]
            ),
            (
                "POST /post/unsubscribe/a HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n"
                    + String(repeating: "a", count: 70_000), [413]
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", [400]),
            ("hello\r\n\r\n", [400]),
        ] as [(String, [Int])])
    func limits(request: String, statuses: [Int]) async throws {
        let site = try await TestSite.running { $0.idleSeconds = 1 }
        let reply = try await site.send(request)
        #expect(reply.map { statuses.contains($0.status) } ?? true)
        #expect(try await site.get(site.path(.unsubscribe))?.status == 200)
    }

    @Test(
        "other methods are refused and change nothing",
        arguments: ["PUT", "DELETE", "PATCH", "OPTIONS"])
    func methods(method: String) async throws {
        let site = try await TestSite.running()
        let before = try site.contents()
        let reply = try await site.request(method, site.path(.unsubscribe))
        #expect(reply?.status == 405)
        #expect(reply?.headers["allow"] == "GET, HEAD, POST")
        #expect(try site.contents() == before)
    }

    @Test("a client that sends half a request is cut off")
    func halfRequest() async throws {
        let site = try await TestSite.running { ($0.idleSeconds, $0.requestSeconds) = (1, 1) }
        // Returns, because the server closes.
        let reply = try await site.send(
            "POST \(site.path(.unsubscribe)) HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nact")
        #expect(reply?.status != 200)
        #expect(try site.resident()?.digest == .daily)
    }

    @Test(
        "the language of the page about a forged link is the visitor's",
        arguments: [
            ("en-GB,nl;q=0.5", "This page does not exist"), ("fr,en", "This page does not exist"),
            ("fr", "Deze pagina is er niet"), ("nl", "Deze pagina is er niet"),
        ])
    func language(header: String, title: String) async throws {
        let site = try await TestSite.running()
        let reply = try await site.get("/post/x/y", headers: ["Accept-Language: \(header)"])
        #expect(reply?.body.contains(title) == true)
    }

    @Test("an address that is taken is an error that names it")
    func taken() async throws {
        let site = try await TestSite.running()
        let port = site.port
        await #expect(throws: PageServerError.self) {
            try await TestSite.running { $0.listen = .tcp(host: "127.0.0.1", port: port) }
        }
    }
}
