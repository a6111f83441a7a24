import BuurtpostTestKit
import Synchronization
import Testing

@testable import Web

@Suite("The web client")
struct WebClientTests {
    @Test("a page comes with its version, and nothing of ours but the honest name goes there")
    func page() throws {
        let server = try FaultWebServer([
            "/a": .page(
                status: 200,
                header: ["ETag: \"7\"", "Last-Modified: then", "Content-Type: text/x"],
                body: Array("hello".utf8))
        ])
        defer { server.stop() }
        let answer = try #require(try Ask().send(server.url("/a?token=1")).answer)
        #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
        #expect(answer.version == WebVersion(etag: "\"7\"", lastModified: "then"))
        #expect((answer.status, answer.contentType) == (200, "text/x"))
        let request = try #require(server.requests.first)
        #expect(request.path == "/a?token=1")
        #expect(request.value("User-Agent") == "buurtpost (+https://www.buurt.example/)")
        #expect(request.value("Cookie") == nil && request.value("Authorization") == nil)
        #expect(request.value("Referer") == nil)
    }

    @Test("what is in hand is asked for conditionally")
    func conditional() throws {
        let server = try FaultWebServer(["/a": .status(304)])
        defer { server.stop() }
        var ask = Ask()
        ask.known = WebVersion(etag: "W/\"x\"", lastModified: "Mon, 02 Nov 2026 10:00:00 GMT")
        #expect(try ask.send(server.url("/a")).answer?.status == 304)
        let request = try #require(server.requests.first)
        #expect(request.value("If-None-Match") == "W/\"x\"")
        #expect(request.value("If-Modified-Since") == "Mon, 02 Nov 2026 10:00:00 GMT")
    }

    @Test("a version that could not stand in a header line is dropped")
    func hostileVersion() {
        #expect(WebVersion(etag: "a\r\nX: y", lastModified: "é") == WebVersion())
    }

    @Test("statuses are told as they are", arguments: [200, 204, 403, 404, 410, 429, 500, 503])
    func statuses(_ status: Int) throws {
        let server = try FaultWebServer(["/": .status(status, header: ["Retry-After: 120"])])
        defer { server.stop() }
        let answer = try #require(try Ask().send(server.url("/")).answer)
        #expect((answer.status, answer.retryAfter) == (status, 120))
    }

    @Test("servers that do wrong", arguments: faults)
    func fault(_ reply: WebReply, _ failure: WebFailure) throws {
        let server = try FaultWebServer(["/": reply])
        defer { server.stop() }
        #expect(try Ask().send(server.url("/")) == .failed(failure))
    }

    private static let faults: [(WebReply, WebFailure)] = [
        (.silence, .tooSlow), (.drip, .tooSlow), (.reset, .broken),
        (.raw(Array("SSH-2.0-x\r\n".utf8)), .broken), (.raw([]), .broken),
        (.raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".utf8)), .broken),
        (
            .endless(head: "HTTP/1.1 200 OK\r\n\r\n", piece: letters),
            .tooLarge(limit: 100_000)
        ),
        (
            .endless(
                head: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                piece: Array("1000\r\n".utf8) + letters + [13, 10]), .tooLarge(limit: 100_000)
        ),
        (
            .endless(head: "HTTP/1.1 200 OK\r\n", piece: Array("X-Y: zzzzzzzzz\r\n".utf8)),
            .longHeader(limit: 65_536)
        ),
        (
            .page(status: 200, header: ["Content-Encoding: gzip"], body: Array("no gzip".utf8)),
            .broken
        ),
        (.redirect(to: "/"), .tooManyRedirects(limit: 5)),
        (.redirect(to: "file:///etc/passwd"), .invalidAddress(reason: notWeb)),
        (.redirect(to: "gopher://127.0.0.1/x"), .invalidAddress(reason: notWeb)),
        (.redirect(to: "ftp://127.0.0.1/x"), .invalidAddress(reason: notWeb)),
        (
            .redirect(to: "http://user:secret@127.0.0.1/"),
            .invalidAddress(reason: "names a user before the host")
        ),
        (.redirect(to: "http://[fe80::1%25lo]/"), .invalidAddress(reason: interface)),
        (.redirect(to: "http://127.0.0.1:25/"), .refusedPort),
    ]

    private static let letters = [UInt8](repeating: 97, count: 4096)
    private static let notWeb = "is neither http nor https"
    private static let interface = "names an interface of this machine"

    @Test("redirects of one host are followed, relative ones too")
    func redirects() throws {
        let server = try FaultWebServer([
            "/a": .redirect(301, to: "b/c"), "/b/c": .redirect(307, to: "//127.0.0.1:PORT/d"),
            "/d": .text("there"),
        ])
        defer { server.stop() }
        server.set("/b/c", .redirect(307, to: "//127.0.0.1:\(server.port)/d"))
        let answer = try #require(try Ask().send(server.url("/a")).answer)
        #expect(String(decoding: answer.body, as: UTF8.self) == "there")
        #expect(answer.url.text == server.url("/d"))
        #expect(answer.redirects == 2)
    }

    @Test("five redirects are followed, a sixth is not", arguments: [5, 6])
    func manyRedirects(_ count: Int) throws {
        var replies = ["/\(count)": WebReply.text("there")]
        for step in 0..<count { replies["/\(step)"] = .redirect(to: "/\(step + 1)") }
        let server = try FaultWebServer(replies)
        defer { server.stop() }
        let outcome = try Ask().send(server.url("/0"))
        #expect((outcome.answer?.redirects ?? 6) == count)
        #expect((outcome == .failed(.tooManyRedirects(limit: 5))) == (count == 6))
    }

    @Test(
        "bombs stop at the limit, however they are packed",
        arguments: [Squeezed.Method.gzip, .deflate, .doubled])
    func bombs(_ method: Squeezed.Method) throws {
        let folder = TemporaryFolder()
        let encoding = method == .doubled ? "gzip, gzip" : method.rawValue
        let bomb = try Squeezed.letters(30_000_000, method, in: folder.url)
        let server = try FaultWebServer([
            "/": .page(status: 200, header: ["Content-Encoding: \(encoding)"], body: bomb)
        ])
        defer { server.stop() }
        #expect(try Ask().send(server.url("/")) == .failed(.tooLarge(limit: 100_000)))
        var ask = Ask()
        ask.limits.body = 100_000_000
        #expect(try ask.send(server.url("/")) == .failed(.bomb))
    }

    @Test("what is honestly compressed is taken")
    func compressed() throws {
        let folder = TemporaryFolder()
        let body = try Squeezed.letters(50_000, .gzip, in: folder.url)
        let server = try FaultWebServer([
            "/": .page(status: 200, header: ["Content-Encoding: gzip"], body: body)
        ])
        defer { server.stop() }
        #expect(try Ask().send(server.url("/")).answer?.body.count == 50_000)
    }
}

/// A request to a test server with short limits.
struct Ask {
    var known = WebVersion()
    var limits = WebLimits()
    var resolver = NameResolver.system
    var authorities: String?
    var allowsPrivate = true

    init() {
        (limits.total, limits.body) = (.seconds(2), 100_000)
    }

    func send(_ url: String) throws -> WebOutcome {
        var request = WebRequest(try WebURL(url))
        (request.known, request.allowsPrivate) = (known, allowsPrivate)
        return try WebClient(
            contact: WebURL("https://www.buurt.example/"), authorities: authorities,
            limits: limits, resolver: resolver
        ).send(request)
    }
}

extension WebOutcome {
    var answer: WebAnswer? { if case .answer(let answer) = self { answer } else { nil } }
}
