import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("Feeds from the command line")
struct FeedCommandTests {
    private let folder = BuurtpostTestKit.TemporaryFolder()

    private func install(_ server: FaultWebServer) throws {
        try folder.write(
            """
            database: post.db
            jobs_directory: \(projectRoot)/jobs
            platform: {name: Utdorp, url: https://utdorp.example}
            mail: {from: post@utdorp.example}
            feeds:
              - {url: '\(server.url("/news?token=geheim"))', kind: rss, name: nieuws, allow_private: true}
              - {url: '\(server.url("/agenda"))', kind: ics, name: agenda, allow_private: true}
              - {url: '\(server.url("/inside"))', kind: ics, name: binnen}
            """, to: "b.yaml")
    }

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    private func serve() throws -> FaultWebServer {
        try FaultWebServer([
            "/news": .text(
                "<rss version=\"2.0\"><channel><item><title>a</title></item></channel></rss>"),
            "/agenda": .status(500), "/inside": .text("secret"),
        ])
    }

    @Test("sync pulls all, says what failed without the URL, and the exit code tells")
    func sync() throws {
        let server = try serve()
        defer { server.stop() }
        try install(server)
        let all = try shell("buurtpost sync --config b.yaml")
        #expect(all.status == 69)
        #expect(all.output.contains("the server answered 500"))
        #expect(all.output.contains("this machine, where links of others may not lead"))
        #expect(!all.output.contains("geheim"))
        #expect(server.requests.map(\.path) == ["/news?token=geheim", "/agenda"])
        #expect(try shell("buurtpost sync nieuws --config b.yaml").status == 0)
        #expect(try shell("buurtpost sync nergens --config b.yaml").status == 65)
    }

    @Test("the daemon pulls each feed, and status and list show the failing ones")
    func daemon() throws {
        let server = try serve()
        defer { server.stop() }
        try install(server)
        #expect(try shell("buurtpost run --drain --config b.yaml").status == 0)
        #expect(Set(server.requests.map(\.path)) == ["/news?token=geheim", "/agenda"])
        let status = try shell("buurtpost status --config b.yaml").output
        #expect(status.contains("Feed agenda failed once"))
        #expect(!status.contains("Feed nieuws"))
        let list = try shell("buurtpost feed list --json --config b.yaml").output
        #expect(list.contains("the server answered 500") && !list.contains("geheim"))
    }

    @Test("two feeds of one name are a mistake")
    func names() throws {
        let server = try serve()
        defer { server.stop() }
        try install(server)
        let check = try shell(
            "sed -i 's/nieuws/agenda/' b.yaml; buurtpost check-config --config b.yaml")
        #expect(check.status == 78)
        #expect((check.output + check.complaints).contains("two feeds of one name"))
    }
}
