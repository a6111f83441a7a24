import Foundation
import Model
import Testing

@testable import buurtpost

@Suite("What a reload takes")
struct ReloadRuleTests {
    private let folder: ConfigurationFolder
    private let running: Installation

    init() throws {
        folder = try ConfigurationFolder()
        try folder.write(Self.text, to: "a.yaml")
        running = try Installation(config: "\(folder.path)/a.yaml", environment: [:])
    }

    private static let text = """
        database: a.db
        jobs_directory: \(projectRoot)jobs
        platform:
          name: Lingeborg
          url: https://www.example.nl
        mail:
          from: post@example.nl

        """

    private func reload(_ environment: [String: String] = [:]) throws -> Installation {
        try Reload(running: running, path: "\(folder.path)/a.yaml", environment: environment)
            .installation()
    }

    /// What is wrong, without the path of the folder.
    private func complaints(_ environment: [String: String] = [:]) -> [String] {
        do {
            _ = try reload(environment)
            return []
        } catch let error as ConfigurationProblems {
            return error.problems.map { folder.short($0.description) }
        } catch {
            return [folder.short("\(error)")]
        }
    }

    @Test("what the letters say and how they go may change")
    func changes() throws {
        try folder.write(
            Self.text.replacing("Lingeborg", with: "Lingewaard")
                + "relays:\n  - url: smtp://localhost:2525\n    connections: 7\n", to: "a.yaml")
        let next = try reload()
        #expect(next.platform.name == "Lingewaard")
        #expect(next.configuration.relays.map(\.connections) == [7])
        #expect(try reload(["BUURTPOST_PLATFORM_NAME": "Elders"]).platform.name == "Elders")
    }

    static let fixedKeys: [(added: String, place: String)] = [
        ("keys:\n  links_file: b.key\n", "a.yaml:9:15: keys.links_file: cannot change while"),
        ("keys:\n  suppression_file: b.key\n", "a.yaml:9:21: keys.suppression_file: cannot change"),
        ("", "a.yaml:1:11: database: cannot change while the program runs; restart it"),
    ]

    @Test(
        "the database and the files of the keys may not change, and no key is made",
        arguments: fixedKeys)
    func fixed(_ row: (added: String, place: String)) throws {
        let text = row.added.isEmpty ? Self.text.replacing("a.db", with: "b.db") : Self.text
        let before = try names()
        try folder.write(text + row.added, to: "a.yaml")
        #expect(complaints().contains { $0.hasPrefix(row.place) }, "\(complaints())")
        #expect(try names() == before)
    }

    @Test("what cannot change is told together with all that is wrong")
    func together() throws {
        try folder.write(
            Self.text.replacing("a.db", with: "b.db")
                + "relays:\n  - url: smtp://a\n  - url: smtp://a\n",
            to: "a.yaml")
        let told = complaints()
        #expect(told.contains { $0.contains("database: cannot change") }, "\(told)")
        #expect(told.contains { $0.contains("relays[1].url: ") }, "\(told)")
    }

    @Test("a mistake is told with its place")
    func mistake() throws {
        try folder.write(Self.text + "retenton:\n  letters: 30d\n", to: "a.yaml")
        #expect(complaints().contains { $0.hasPrefix("a.yaml:8:") && $0.contains("retenton") })
    }

    @Test("templates whose letters no relay would get are not taken, as at a start")
    func letters() throws {
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        try folder.write(
            Self.text.replacing("\(projectRoot)jobs", with: "jobs"), to: "a.yaml")
        let file = "\(folder.path)/jobs/digest/nl/end.html"
        let whole = try String(contentsOfFile: file, encoding: .utf8)
        _ = try reload()
        try folder.write("<script>x</script>" + whole, to: "jobs/digest/nl/end.html")
        #expect(complaints().count == 1)
        #expect(complaints().first?.contains("the rule html-active") == true, "\(complaints())")
        try folder.write("<h5>Zo</h5>" + whole, to: "jobs/digest/nl/end.html")
        #expect(try reload().warnings.count == 1)
    }

    @Test("a configuration that is gone is told")
    func gone() throws {
        try FileManager.default.removeItem(atPath: "\(folder.path)/a.yaml")
        #expect(complaints().count == 1)
    }

    @Test("a key that is gone is asked for and not made anew", arguments: ["links", "suppression"])
    func keyGone(_ name: String) throws {
        let key = "\(folder.path)/a.\(name).key"
        try FileManager.default.removeItem(atPath: key)
        #expect(
            complaints() == [
                "a.yaml:1:1: keys.\(name)_file: names a file that was there at the start and is gone; put the file back"
            ])
        #expect(!FileManager.default.fileExists(atPath: key))
    }

    @Test("another suppression key is refused, a rotated link key is taken")
    func keys() throws {
        let other = try ConfigurationFolder()
        try other.write(Self.text, to: "a.yaml")
        _ = try Installation(config: "\(other.path)/a.yaml", environment: [:])
        try exchange("links", with: other)
        #expect(complaints() == [])
        try exchange("suppression", with: other)
        #expect(complaints().map { $0.contains("holds another key than at the start") } == [true])
    }

    private func exchange(_ name: String, with other: ConfigurationFolder) throws {
        let key = "\(folder.path)/a.\(name).key"
        try FileManager.default.removeItem(atPath: key)
        try FileManager.default.copyItem(atPath: "\(other.path)/a.\(name).key", toPath: key)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
}
