import BuurtpostTestKit
import Foundation
import GRDB
import Glibc
import Testing

@testable import Mail

/// `buurtpost bounce` behind a real Postfix: the lines of docs/bounces.md.
@Suite(
    "A real Postfix hands bounces over", .serialized,
    .enabled(if: geteuid() == 0, "Postfix's master(8) is started by root only"))
struct PostfixBounceTests {
    private let folder = BuurtpostTestKit.TemporaryFolder()
    private let postfix: PostfixRelay

    /// An installation that has been up once, and belongs to the user that Postfix runs the command as.
    init() throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let configuration = try folder.write(
            """
            database: post.db
            jobs_directory: \(repository)/jobs
            platform: {name: Utdorp, url: https://utdorp.example}
            mail: {from: post@example.org, bounce_domain: post.example.org, bounce_maildir: bounces}
            """, to: "b.yaml")
        try folder.write("", to: "bounces/new/.keep")
        let program = RunningProgram.built("buurtpost")
        let start = try RunningProgram(
            program, ["run", "--drain", "--config", configuration], in: folder.url
        ).wait()
        try #require(start.status == 0, "\(start)")
        let chown = try RunningProgram(
            URL(filePath: "/usr/bin/chown"), ["-R", "nobody", folder.url.path], in: folder.url
        ).wait()
        try #require(chown.status == 0, "\(chown)")
        postfix = try PostfixRelay(
            bounceCommand: "\(program.path) bounce --config \(configuration)")
    }

    private func send(to recipient: String) throws {
        let sample = OutgoingMessage.sample(1, body: "Dit is geen bericht van een postbode.\r\n")
        let message = OutgoingMessage(
            letter: 1, reversePath: sample.reversePath, recipient: try EmailAddress(recipient),
            octets: sample.octets)
        let feed = RecordingFeed([message])
        let transport = try TransportUnderTest.curlTLS.transport(
            port: postfix.tlsPort, stall: .seconds(20), opening: .seconds(20), login: postfix.login)
        #expect(transport.deliver(feed) == .finished)
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.accepted])
    }

    private func kept() throws -> String {
        let unclear = folder.url.appending(path: "bounces/.unclear/cur")
        let names = try FileManager.default.contentsOfDirectory(atPath: unclear.path)
        #expect(names.count == 1)
        return try String(
            contentsOf: unclear.appending(path: names.first ?? ""), encoding: .utf8)
    }

    @Test(
        "from a pipe and from an alias, with the address it came to",
        arguments: [
            ("b-1@post.example.org", "Delivered-To: b-1@post.example.org\n"),
            ("b-1@alias.example.org", "X-Original-To: b-1@alias.example.org\n"),
        ])
    func taken(recipient: String, header: String) throws {
        defer { postfix.stop() }
        try send(to: recipient)
        try postfix.logs("status=sent")
        #expect(try kept().contains(header))
    }

    @Test(
        "and keeps it while the database is locked",
        arguments: ["b-1@post.example.org", "b-1@alias.example.org"])
    func deferred(recipient: String) throws {
        defer { postfix.stop() }
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let database = try DatabaseQueue(
            path: folder.path("post.db"), configuration: configuration)
        try database.inDatabase { db in
            try db.inTransaction(.immediate) {
                try send(to: recipient)
                try postfix.logs("status=deferred")
                return .rollback
            }
        }
        try postfix.logs("status=sent")
        #expect(try kept().contains("geen bericht van een postbode"))
    }
}
