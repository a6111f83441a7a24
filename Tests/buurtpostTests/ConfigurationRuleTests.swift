import Foundation
import Mail
import Model
import Testing

@testable import buurtpost

@Suite("How single values are read")
struct ConfigurationRuleTests {
    @Test(
        "lengths of time are read and written",
        arguments: [
            ("90s", 90), ("5m", 300), ("2h", 7200), ("24h", 86_400), ("30d", 2_592_000), ("0s", 0),
        ])
    func durations(_ text: String, _ seconds: Int) {
        #expect(DurationText.duration(of: text) == .seconds(seconds))
        #expect(DurationText.text(of: .seconds(seconds)) == text)
    }

    @Test(
        "what is no length of time is not guessed at",
        arguments: ["", "5", "m", "5 m", "5M", "1h30m", "-5m", "1.5h", "9999999999d", "٣m"])
    func noDurations(_ text: String) {
        #expect(DurationText.duration(of: text) == nil)
    }

    static let relays: [(text: String, target: RelayURL.Target)] = [
        ("maildir:/var/mail", .maildir(path: "/var/mail")),
        ("maildir:letters", .maildir(path: "/etc/b/letters")),
        ("smtp://localhost", .server(host: "localhost", port: 25, security: .plain)),
        ("smtp://127.0.0.1:2525/", .server(host: "127.0.0.1", port: 2525, security: .plain)),
        ("smtp+starttls://r.example", .server(host: "r.example", port: 587, security: .startTLS)),
        ("smtps://[::1]:465", .server(host: "::1", port: 465, security: .tls)),
    ]

    @Test("the four forms of a relay are read", arguments: relays)
    func relay(_ relay: (text: String, target: RelayURL.Target)) throws {
        #expect(try RelayURL(relay.text, from: "/etc/b").target == relay.target)
    }

    @Test(
        "an address to listen on is written as it is read",
        arguments: ["127.0.0.1:8025", "[::1]:80", "localhost:1", "unix:/run/b.sock"])
    func listen(_ text: String) throws {
        #expect(try Rule<ListenAddress>.listenAddress.read(text).description == text)
    }

    @Test(
        "the nearest name is offered, and none when none is near",
        arguments: [
            ("timezon", "timezone"), ("Time_Zone", "timezone"), ("phone", "desk_phone"),
            ("nmae", "name"), ("uri", "url"), ("x", nil), ("", nil),
            (String(repeating: "a", count: 10_000), nil),
        ] as [(String, String?)])
    func nearest(_ text: String, _ name: String?) {
        #expect(NearestName.of(text, in: ["timezone", "desk_phone", "name", "url"]) == name)
    }

    @Test("the paths of an instance come from the names of its files")
    func siblings() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(Mistake.start, to: "samengorinchem.yaml")
        let configuration = try Configuration.load(path, environment: [:])
        #expect(configuration.database == "/var/lib/buurtpost/samengorinchem/samengorinchem.db")
        #expect(
            configuration.relays.map(\.url.text) == [
                "maildir:/var/lib/buurtpost/samengorinchem/samengorinchem.maildir"
            ])
        #expect(
            configuration.keys.links
                == .file("/var/lib/buurtpost/samengorinchem/samengorinchem.links.key"))
        #expect(configuration.jobsDirectory == "\(folder.path)/jobs")
        #expect(configuration.pages.publicURL?.absoluteString == "https://lingeborg.example/post")
    }

    @Test("a / at the end of a site is cut off")
    func site() throws {
        let site = try Rule<URL>.site.read("https://a.example/buurt/")
        #expect(site.absoluteString == "https://a.example/buurt")
    }
}
