import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("Commands that only look")
struct LookingTests {
    private let folder = TemporaryFolder()

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    private func names(_ path: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(path)).sorted()
    }

    private func configure() throws {
        try folder.write(
            Mistake.start + "jobs_directory: \(projectRoot)jobs\ndatabase: a.db\n", to: "a.yaml")
    }

    @Test("a dry import without a database reports all, and leaves no database, key or lock")
    func dryImport() throws {
        try configure()
        let town = "\(projectRoot)config/demo/town"
        let dry = try shell("TMPDIR=$PWD buurtpost import --dry-run --config a.yaml \(town)")
        #expect(dry.status == 0, "\(dry)")
        #expect(try names() == ["a.yaml"])
        let real = try shell("buurtpost import --config a.yaml \(town)")
        #expect(real.output == dry.output)
        #expect(try names().contains("a.suppression.key"))
    }

    @Test("a dry import beside a database changes none of its rows")
    func dryImportBeside() throws {
        try configure()
        let morning = "\(projectRoot)config/demo/morning"
        #expect(
            try shell("buurtpost import --config a.yaml \(projectRoot)config/demo/town").status == 0
        )
        let dry = try shell("buurtpost import --dry-run --config a.yaml \(morning)")
        let again = try shell("buurtpost import --dry-run --config a.yaml \(morning)")
        #expect(dry.status == 0 && dry == again, "\(dry)")
        #expect(try shell("buurtpost import --config a.yaml \(morning)").output == dry.output)
    }

    @Test("a preview without keys makes none, and one with keys that may not be read does without")
    func preview() throws {
        #expect(try shell("buurtpost demo").status == 0)
        let keys = ["links", "suppression"].map { "demo/buurtpost-demo.\($0).key" }
        for key in keys { try FileManager.default.removeItem(atPath: folder.path(key)) }
        let before = try names("demo")
        let line =
            "buurtpost preview digest --for \(DemoDay.firstReader) --now \(DemoDay.nextBegin) --as eml"
            + " --config demo/buurtpost.yaml"
        let end = try shell(line)
        #expect(end.status == 0 && end.output.contains("List-Unsubscribe: "), "\(end)")
        let made = Set(try names("demo")).subtracting(before)
        #expect(made.isSubset(of: ["buurtpost-demo.db-wal", "buurtpost-demo.db-shm"]))
    }

    @Test("keys made up for a look are not those of a file, and a spoilt file is told")
    func spoiltKey() throws {
        try configure()
        try folder.write("x", to: "a.links.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.path("a.links.key"))
        let end = try shell("buurtpost preview digest --for x --config a.yaml")
        #expect(end.status == 78)
        #expect(end.complaints.contains("a.links.key:1:"), "\(end)")
    }
}
