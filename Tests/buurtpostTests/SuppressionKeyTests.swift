import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("The key of the suppression list")
struct SuppressionKeyTests {
    private let folder = TemporaryFolder()
    private var key: String { folder.path("a.suppression.key") }

    init() throws {
        try folder.write(
            Mistake.start + "jobs_directory: \(projectRoot)jobs\ndatabase: a.db\n", to: "a.yaml")
        let start = try shell("buurtpost run --drain --config a.yaml")
        #expect(start.status == 0, "\(start)")
        #expect(try asked("add piet@post.example").status == 0)
    }

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    private func asked(_ order: String) throws -> DemoProgram.End {
        try shell("buurtpost suppression \(order) --config a.yaml")
    }

    static let orders = [
        "list", "list --to piet@post.example", "add an@post.example", "remove piet@post.example",
    ]

    @Test(
        "is there and right: the address is found",
        arguments: ["list", "list --to Piet@Post.example"])
    func right(order: String) throws {
        let end = try asked(order)
        #expect(end.status == 0 && end.output.contains("by-hand"), "\(end)")
    }

    @Test(
        "is missing: that is told, nothing is found or changed, and no key is made",
        arguments: orders)
    func missing(order: String) throws {
        let kept = folder.path("kept.key")
        try FileManager.default.moveItem(atPath: key, toPath: kept)
        let end = try asked(order)
        #expect(end.status == 78 && end.output.isEmpty, "\(end)")
        #expect(end.complaints.contains("a.suppression.key: it is not there"), "\(end)")
        #expect(!FileManager.default.fileExists(atPath: key))
        try FileManager.default.moveItem(atPath: kept, toPath: key)
        #expect(try asked("list --to piet@post.example").output.contains("by-hand"))
    }

    @Test("is another one: that is told, and nothing starts with it", arguments: orders)
    func another(order: String) throws {
        try FileManager.default.removeItem(atPath: key)
        try folder.write(
            Data(repeating: 7, count: 32).base64EncodedString() + "\n", to: "a.suppression.key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        for line in ["suppression \(order)", "run --drain"] {
            let end = try shell("buurtpost \(line) --config a.yaml")
            #expect(end.status == 78 && end.output.isEmpty, "\(end)")
            #expect(end.complaints.contains("is not the one that the suppression list"), "\(end)")
        }
    }

    @Test(
        "may not be read by this user: that is told, and nothing is found or changed",
        .enabled(if: getuid() == 0, "only root can become another user"), arguments: orders)
    func unreadable(order: String) throws {
        for (name, mode) in [
            ("", 0o777), ("a.db", 0o666), ("a.db-wal", 0o666), ("a.db-shm", 0o666),
        ]
        where FileManager.default.fileExists(atPath: folder.path(name)) {
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: folder.path(name))
        }
        let end = try shell(
            "setpriv --reuid=65534 --regid=65534 --clear-groups \"$(command -v buurtpost)\" "
                + "suppression \(order) --config a.yaml")
        #expect(end.status == 78 && end.output.isEmpty, "\(end)")
        #expect(end.complaints.contains("run this as the user of the service"), "\(end)")
    }
}
