import BuurtpostTestKit
import Synchronization
import Testing

@testable import Web

@Suite("Where the web client goes")
struct WebReachTests {
    @Test(
        "this machine is not called, whatever it is called",
        arguments: [
            "127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1", "0177.0.0.1", "[::1]",
            "[::ffff:127.0.0.1]", "[::]", "0.0.0.0", "LOCALHOST", "[::7f00:1]", "[2002:7f00:1::]",
            "[64:ff9b::7f00:1]",
        ])
    func ownMachine(_ host: String) throws {
        let server = try FaultWebServer(["/": .text("secret")])
        defer { server.stop() }
        var ask = Ask()
        ask.allowsPrivate = false
        let outcome = try ask.send("http://\(host):\(server.port)/")
        guard case .failed(.refusedAddress) = outcome else {
            Issue.record("it was \(outcome)")
            return
        }
        #expect(server.connections == 0)
    }

    @Test("a redirect from an allowed address to a refused one is not followed")
    func redirectInside() throws {
        let server = try FaultWebServer(["/": .status(200)])
        let other = try FaultWebServer(
            ["/": .text("secret")], address: 0x7F00_0002, port: server.port)
        defer {
            server.stop()
            other.stop()
        }
        for place in ["127.0.0.2", "127.2", "0x7f000002", "[::ffff:127.0.0.2]"] {
            server.set("/", .redirect(to: "http://\(place):\(server.port)/"))
            guard case .failed(.refusedAddress) = try Ask().send(server.url("/")) else {
                Issue.record("\(place) was followed")
                continue
            }
        }
        #expect(other.connections == 0)
    }

    @Test("one refused address among good ones refuses the host")
    func mixed() throws {
        var ask = Ask()
        ask.allowsPrivate = false
        ask.resolver = .fixed("1.1.1.1", "10.0.0.1")
        #expect(try ask.send("http://a.example/") == .failed(.refusedAddress(.privateUse)))
    }

    @Test(
        "networks that nobody may open stay closed",
        arguments: ["169.254.1.1", "224.0.0.1", "0.0.0.0"])
    func neverAllowed(_ address: String) throws {
        var ask = Ask()
        ask.resolver = .fixed(address)
        guard case .failed(.refusedAddress) = try ask.send("http://a.example/") else {
            Issue.record("\(address) was called")
            return
        }
    }

    @Test("a name that leads elsewhere a moment later is asked for once and pinned")
    func rebinding() throws {
        let server = try FaultWebServer(["/": .text("mine")])
        let other = try FaultWebServer(
            ["/": .text("secret")], address: 0x7F00_0002, port: server.port)
        defer {
            server.stop()
            other.stop()
        }
        let asked = Mutex(0)
        var ask = Ask()
        ask.resolver = NameResolver { _, _ in
            let first = asked.withLock {
                $0 += 1
                return $0 == 1
            }
            return [IPAddress(numeric: first ? "127.0.0.1" : "127.0.0.2")!]
        }
        let answer = try ask.send("http://rebind.example:\(server.port)/").answer
        #expect(answer.map { String(decoding: $0.body, as: UTF8.self) } == "mine")
        #expect(asked.withLock { $0 } == 1)
        #expect(other.connections == 0)
    }

    @Test("a redirect to the same name is resolved and checked anew")
    func rebindingRedirect() throws {
        let server = try FaultWebServer(["/": .redirect(to: "/b"), "/b": .text("mine")])
        defer { server.stop() }
        let asked = Mutex(0)
        var ask = Ask()
        ask.resolver = NameResolver { _, _ in
            let first = asked.withLock {
                $0 += 1
                return $0 == 1
            }
            return [IPAddress(numeric: first ? "127.0.0.1" : "169.254.0.1")!]
        }
        let outcome = try ask.send("http://rebind.example:\(server.port)/")
        #expect(outcome == .failed(.refusedAddress(.linkLocal)))
        #expect(server.requests.count == 1)
    }

    @Test("a dead name and a closed port are told apart")
    func dead() throws {
        var ask = Ask()
        ask.resolver = NameResolver { _, _ throws(WebFailure) in throw .unknownHost }
        #expect(try ask.send("http://dead.example/") == .failed(.unknownHost))
        let server = try FaultWebServer([:])
        server.stop()
        let listener = try ServerListener()
        listener.close()
        #expect(try Ask().send("http://127.0.0.1:\(listener.port)/") == .failed(.unreachable))
    }

    @Test("certificates are checked", arguments: certificates)
    func certificate(_ kind: TestCertificates.Kind, _ reason: String) throws {
        let server = try FaultWebServer(["/": .text("safe")])
        defer { server.stop() }
        let front = try TLSFront(.tls, backend: server.port, certificate: kind)
        var ask = Ask()
        ask.limits.total = .seconds(20)
        ask.authorities = try TestCertificates.shared.authority
        ask.resolver = .fixed("127.0.0.1")
        let outcome = try ask.send("https://localhost:\(front.port)/")
        if reason.isEmpty {
            #expect(outcome.answer?.status == 200)
        } else {
            #expect(outcome == .failed(.untrusted(reason: reason)))
        }
    }

    private static let certificates: [(TestCertificates.Kind, String)] = [
        (.good, ""), (.expired, "has expired"), (.wrongName, "is for another name"),
        (.selfSigned, "is signed by no trusted authority"),
    ]

    @Test("nobody is led from https to http")
    func downgrade() throws {
        let server = try FaultWebServer([:])
        defer { server.stop() }
        let front = try TLSFront(.tls, backend: server.port, certificate: .good)
        server.set("/", .redirect(to: "http://localhost:\(front.port)/"))
        var ask = Ask()
        ask.limits.total = .seconds(20)
        ask.authorities = try TestCertificates.shared.authority
        ask.resolver = .fixed("127.0.0.1")
        #expect(
            try ask.send("https://localhost:\(front.port)/") == .failed(.insecureRedirect))
    }

    @Test("addresses that are none are refused", arguments: WebReachTests.wrong)
    func invalid(_ text: String) { #expect(throws: WebURL.Invalid.self) { try WebURL(text) } }

    private static let wrong = [
        "", "www.example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd",
        "http://", "http://a b/", "http://user@example.org/",
        "http://user:secret@example.org/", "http://example.org:0/", "http://example.org:99999/",
        "http://[::1", "http://[fe80::1%25lo]/", "http://example.org/\u{0}x",
        "http://example.org/\r\nX: y", "javascript:alert(1)",
        "http://example.org/" + String(repeating: "a", count: 8000),
    ]
}

extension NameResolver {
    /// Every name leads to these addresses.
    static func fixed(_ texts: String...) -> NameResolver {
        let addresses = texts.map { IPAddress(numeric: $0)! }
        return NameResolver { _, _ in addresses }
    }
}
