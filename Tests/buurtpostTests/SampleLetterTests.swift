import Foundation
import Testing

@testable import buurtpost

/// The letters that the templates make, looked at before any is sent.
@Suite("Letters on trial")
struct SampleLetterTests {
    private let folder: ConfigurationFolder
    private let path: String

    init() throws {
        folder = try ConfigurationFolder()
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        path = try folder.write(Mistake.start, to: "a.yaml")
    }

    private var letters: SampleLetters? {
        ConfigurationCheck(path: path, environment: [:]).letters()
    }

    private func change(_ name: String, _ change: (String) -> String) throws {
        let file = "\(folder.path)/jobs/digest/nl/\(name)"
        try folder.write(
            change(try String(contentsOfFile: file, encoding: .utf8)), to: "jobs/digest/nl/\(name)")
    }

    @Test("break no rule with the templates that come with the program")
    func asDelivered() {
        #expect(letters?.problems == [])
        #expect(letters?.warnings == [])
    }

    static let breaks: [(file: String, added: String, rule: String, isFatal: Bool)] = [
        ("closing.html", "<script>x</script>", "html-active", true),
        ("entry.html", "<form></form>", "html-active", true),
        ("question.html", "<p onclick=\"x\">", "html-active", true),
        ("poll.html", "<h5>Zo</h5>", "headings", false),
        ("post.txt", "<br>vet", "text-plain", false),
        ("change.html", "<img src=\"https://a.example/a.png\">", "image-alt", false),
        ("help.txt", "https://bit.ly/x", "link-shortener", false),
    ]

    @Test(
        "tell of each template what no relay would get, and what is not as it should be",
        arguments: breaks)
    func broken(file: String, added: String, rule: String, isFatal: Bool) throws {
        try change(file) { $0 + added + "\n" }
        let found = try #require(isFatal ? letters?.problems : letters?.warnings)
        #expect(
            found.contains {
                folder.short($0.description).hasPrefix(
                    "jobs/digest/nl:1:1: makes letters that break the rule \(rule): ")
            }, "\(found)")
        #expect(try #require(letters).problems.isEmpty == !isFatal)
    }

    @Test("each rule is told once")
    func once() throws {
        try change("post.html") { $0 + "<h6>x</h6>" }
        #expect(letters?.warnings.count { $0.what.contains("headings") } == 1)
    }

    @Test("are not tried while something else is wrong")
    func otherwise() throws {
        try change("post.html") { $0 + "{{titel}}" }
        #expect(letters?.problems == nil)
    }
}
