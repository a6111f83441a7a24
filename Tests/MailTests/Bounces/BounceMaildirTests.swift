import BuurtpostTestKit
import Foundation
import GRDB
import Testing

@testable import Mail

@Suite("The Maildir of bounces")
struct BounceMaildirTests {
    let folder = BuurtpostTestKit.TemporaryFolder()
    var maildir: BounceMaildir { BounceMaildir(path: folder.url.path) }

    func names(in part: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(part))) ?? []).sorted()
    }

    @Test("each verdict has its folder, and nothing is deleted")
    func moves() throws {
        let verdicts: [(String, BounceVerdict)] = [
            ("1.a", .recorded), ("2.b:2,", .ignored(reason: "x")), ("3.c", .unclear(reason: "y")),
        ]
        for (name, _) in verdicts { try folder.write("text of \(name)", to: "new/\(name)") }
        try folder.write("half", to: "new/.4.hidden")
        #expect(try maildir.waiting(limit: 10) == ["1.a", "2.b:2,", "3.c"])
        #expect(try maildir.waiting(limit: 2).count == 2)
        for (name, verdict) in verdicts {
            #expect(try maildir.read(name) == Array("text of \(name)".utf8))
            try maildir.move(name, after: verdict)
            try maildir.move(name, after: verdict)
        }
        #expect(names(in: "new") == [".4.hidden"])
        #expect(names(in: ".understood/cur") == ["1.a:2,S"])
        #expect(names(in: ".ignored/cur") == ["2.b:2,S"])
        #expect(names(in: ".unclear/cur") == ["3.c:2,S"])
    }

    @Test("a folder, a link and a file that is gone are left where they are")
    func noFiles() throws {
        try folder.write("secret", to: "elsewhere")
        try folder.write("x", to: "new/folder/x")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("new/link"), withDestinationPath: folder.path("elsewhere"))
        let read = try ["folder", "link", "gone"].map { try maildir.read($0) }
        #expect(read == [nil, nil, nil])
    }

    @Test("of a long message the beginning is read")
    func long() throws {
        try folder.write(String(repeating: "x", count: BounceMaildir.longest + 10), to: "new/1")
        #expect(try maildir.read("1")?.count == BounceMaildir.longest)
    }

    @Test("a Maildir that is missing is told")
    func missing() {
        #expect(throws: (any Error).self) { try maildir.waiting(limit: 1) }
    }
}
