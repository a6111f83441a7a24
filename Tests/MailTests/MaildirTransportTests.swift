import BuurtpostTestKit
import Foundation
import Testing

@testable import Mail

@Suite("A Maildir")
struct MaildirTransportTests {
    @Test("is made with its folders, and holds a letter as a final delivery does")
    func delivery() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/a/b/Maildir"
        #expect(MaildirTransport(folder: path).deliver(RecordingFeed([.sample(1)])) == .finished)
        #expect(try names(path) == ["cur", "new", "tmp"])
        #expect(try names("\(path)/tmp").isEmpty)
        let name = try #require(try names("\(path)/new").first)
        let text = try String(contentsOfFile: "\(path)/new/\(name)", encoding: .utf8)
        #expect(
            text == """
                Return-Path: <b-1@bounce.example.org>
                Delivered-To: buur1@example.org
                Date: Mon, 01 Jun 2026 06:30:00 +0200
                From: Buurtpost <post@example.org>
                Message-ID: <letter-1@example.org>
                Subject: Brief 1

                Goedemorgen.

                """)
    }

    @Test("holds a letter once, however often it is delivered")
    func repeated() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let transport = MaildirTransport(folder: folder.path)
        let letters = [OutgoingMessage.sample(1), .sample(2), .sample(1, body: "Weer.\r\n")]
        #expect(transport.deliver(RecordingFeed(letters)) == .finished)
        #expect(try names("\(folder.path)/new").count == 2)
        let first = MaildirFile.name(of: letters[0])
        let text = try String(contentsOfFile: "\(folder.path)/new/\(first)", encoding: .utf8)
        #expect(text.hasSuffix("Weer.\n"))
    }

    @Test("gives letters of two databases different names, and one letter always the same")
    func fileNames() {
        let one = OutgoingMessage.sample(1)
        let other = OutgoingMessage(
            letter: 1, reversePath: one.reversePath, recipient: one.recipient,
            octets: OutgoingMessage.sample(2).octets)
        #expect(MaildirFile.name(of: one) == MaildirFile.name(of: .sample(1, body: "Anders.\r\n")))
        #expect(MaildirFile.name(of: one) != MaildirFile.name(of: other))
        #expect(MaildirFile.name(of: one).hasPrefix("1."))
    }

    /// What stands in the way, and what the steward reads.
    enum Obstacle: String, CaseIterable {
        case fileInPlaceOfFolder = "make its folder: Not a directory"
        case fileInPlaceOfTmp = "make a file in tmp/: Not a directory"
        case fileInPlaceOfNew = "rename a file into new/: Not a directory"
        case fullDisk = "write a file: No space left on device"

        func place(in path: String, before message: OutgoingMessage) throws {
            let file = URL(filePath: path)
            let files = FileManager.default
            switch self {
            case .fileInPlaceOfFolder: try Data().write(to: file)
            case .fileInPlaceOfTmp, .fileInPlaceOfNew:
                try files.createDirectory(at: file, withIntermediateDirectories: true)
                let part = self == .fileInPlaceOfTmp ? "tmp" : "new"
                try Data().write(to: file.appending(path: part))
            case .fullDisk:
                let tmp = file.appending(path: "tmp")
                try files.createDirectory(at: tmp, withIntermediateDirectories: true)
                let link = tmp.appending(path: MaildirFile.name(of: message))
                try files.createSymbolicLink(
                    at: link, withDestinationURL: URL(filePath: "/dev/full"))
            }
        }
    }

    @Test(
        "that cannot take a letter leaves it unattempted and says why", arguments: Obstacle.allCases
    )
    func obstacles(obstacle: Obstacle) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/Maildir"
        try obstacle.place(in: path, before: .sample(1))
        let feed = RecordingFeed([.sample(1), .sample(2)])
        let reason = "the Maildir failed to \(obstacle.rawValue)"
        #expect(MaildirTransport(folder: path).deliver(feed) == .relayUnavailable(reason: reason))
        #expect(feed.outcomes.map(\.outcome) == [.notAttempted(reason: reason)])
        let left = (try? names("\(path)/tmp")) ?? []
        #expect(left.isEmpty)
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}
