import Foundation
import Glibc
import Testing

@testable import Mail

/// Each test has a folder of its own, removed when it ends.
@Suite final class TemplateFolderTests {
    private static let keys: TemplateKeys = [
        "name": .value, "place": .value, "count": .value, "isFormal": .flag, "body": .markup,
        "tags": .values, "sender": .section(["name": .value]),
        "events": .list(["title": .value, "place": .value]),
    ]

    private let path: String

    init() throws {
        path = NSTemporaryDirectory() + "buurtpost-templates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    private func rendered(
        _ text: String, _ values: [String: Any], as name: String = "a.html",
        partials: [String: String] = [:]
    ) throws -> String {
        try TemplateFolder(
            path: "nl", files: partials.merging([name: text]) { $1 }, templates: [name: Self.keys]
        ).render(name, values)
    }

    private func problems(_ templates: [String: TemplateKeys]) -> [String] {
        do {
            _ = try TemplateFolder(path: path, templates: templates)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("HTML escapes values and text does not, in partials too")
    func escaping() throws {
        try write("{{> head}}<p title=\"{{name}}\">{{{body}}}</p>\n", "a.html")
        try write("<b>{{name}}</b>\n", "head.html")
        try write("{{> head}}{{name}}\n", "a.txt")
        try write("# {{name}} #\n", "head.txt")
        try write("hidden", ".a.txt.swp")
        let folder = try TemplateFolder(
            path: path, templates: ["a.html": Self.keys, "a.txt": Self.keys])
        let values = ["name": "<Jan & \"Zoë\" 'x'>", "body": "<br>"]
        #expect(
            folder.render("a.html", values)
                == "<b>&lt;Jan &amp; &quot;Zoë&quot; &#39;x&#39;&gt;</b>\n"
                + "<p title=\"&lt;Jan &amp; &quot;Zoë&quot; &#39;x&#39;&gt;\"><br></p>\n")
        #expect(
            folder.render("a.txt", values) == "# <Jan & \"Zoë\" 'x'> #\n<Jan & \"Zoë\" 'x'>\n")
    }

    @Test("nil, an empty text and a missing key all print nothing and are not there")
    func absent() throws {
        let nothings: [[String: Any]] = [
            [:], ["name": ""], ["name": String?.none as Any], ["name": Substring("")],
            ["name": String??.some(nil) as Any],
        ]
        for values in nothings {
            let text = "[{{name}}{{#name}}yes{{/name}}{{^name}}no{{/name}}]"
            #expect(try rendered(text, values) == "[no]")
        }
    }

    @Test("what is there is printed, zero too, and optionals are looked into")
    func present() throws {
        let values: [String: Any] = ["name": String?.some("Jan") as Any, "count": 0]
        #expect(
            try rendered("{{name}} {{count}} {{#count}}{{.}}{{/count}}", values) == "Jan 0 0")
    }

    @Test("an element without a value does not get that of the scope around it")
    func noFallThrough() throws {
        let values: [String: Any] = [
            "place": "Gorinchem", "name": "Jan", "sender": [String: Any](),
            "events": [["title": "Koffie"], ["title": "Koor", "place": "Dalem"]] as [[String: Any]],
        ]
        #expect(
            try rendered(
                "{{#events}}{{title}} in {{place}}, {{/events}}{{#sender}}{{name}}{{/sender}}",
                values)
                == "Koffie in , Koor in Dalem, ")
    }

    @Test("sections, lists and flags follow their values, and outer keys can be seen inside")
    func sections() throws {
        let text =
            "{{#isFormal}}u{{/isFormal}}{{^isFormal}}je{{/isFormal}}: "
            + "{{#tags}}{{.}}{{^last()}}, {{/last()}}{{/tags}}{{^tags}}-{{/tags}}; {{sender.name}}; "
            + "{{#events}}{{#first()}}1:{{/first()}}{{title}}/{{count}} {{/events}}{{^events}}none{{/events}}"
        let full: [String: Any] = [
            "isFormal": true, "tags": ["a", "b"], "sender": ["name": "Wil"], "count": 3,
            "events": [["title": "X"], ["title": "Y"]],
        ]
        #expect(try rendered(text, full) == "u: a, b; Wil; 1:X/3 Y/3 ")
        #expect(try rendered(text, [:]) == "je: -; ; none")
    }

    @Test("a tag alone on its line leaves no empty line, also on the first line of a text")
    func standalone() throws {
        let text = "{{#events}}\n* {{title}}\n{{/events}}\nend\n"
        let values = ["events": [["title": "X"], ["title": "Y"]]]
        #expect(try rendered(text, values, as: "a.txt") == "* X\n* Y\nend\n")
        #expect(try rendered(text, values) == "* X\n* Y\nend\n")
    }

    @Test("what a value says is never taken for a tag")
    func noInjection() throws {
        let values = ["name": "{{{body}}} {{> a}} {{/name}}", "body": "secret"]
        #expect(try rendered("{{name}}", values, as: "a.txt") == "{{{body}}} {{> a}} {{/name}}")
    }

    @Test("many threads render at once with the same result")
    func threads() async throws {
        let folder = try TemplateFolder(
            path: "nl", files: ["a.txt": "{{#events}}{{title}} {{/events}}"],
            templates: ["a.txt": Self.keys])
        let results = await withTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    folder.render("a.txt", ["events": [["title": "X"], ["title": "Y"]]])
                }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(results == ["X Y "])
    }

    @Test("what is not a template is told, file by file, and nothing hangs")
    func strangeFiles() throws {
        try write("x", "a.html")
        try write("x", "notes.md")
        try write("x", "a b.html")
        try write("x", "a.nl.html")
        try write(String(repeating: "x", count: 256 * 1024 + 1), "large.txt")
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: "\(path)/latin.txt"))
        mkfifo("\(path)/pipe.txt", 0o600)
        mkdir("\(path)/sub.html", 0o700)
        symlink("\(path)/nowhere", "\(path)/gone.txt")
        let name = "a template is called NAME.html or NAME.txt, in letters, digits, _ and -"
        #expect(
            problems(["a.html": Self.keys, "latin.txt": Self.keys, "none.txt": Self.keys]) == [
                "\(path)/a b.html: \(name)", "\(path)/a.nl.html: \(name)",
                "\(path)/gone.txt: this file cannot be read",
                "\(path)/large.txt: this file is larger than 262144 octets",
                "\(path)/latin.txt: this file is not UTF-8",
                "\(path)/none.txt: this template is missing", "\(path)/notes.md: \(name)",
                "\(path)/pipe.txt: this is not a plain file",
                "\(path)/sub.html: this is not a plain file",
            ])
    }

    @Test("a folder that is not there is one problem, besides the templates that are missing")
    func noFolder() {
        #expect(throws: TemplateProblems.self) {
            try TemplateFolder(path: path + "/none", templates: ["a.html": Self.keys])
        }
        #expect(problems([:]) == [])
    }

    @Test("a byte order mark is not part of a template")
    func byteOrderMark() throws {
        try write("\u{FEFF}{{name}}", "a.txt")
        let folder = try TemplateFolder(path: path, templates: ["a.txt": Self.keys])
        #expect(folder.render("a.txt", ["name": "x"]) == "x")
    }

    @Test("random templates are refused or rendered, and never end the process", arguments: 0..<300)
    func random(seed: Int) {
        let tags = [
            "{{name}}", "{{{body}}}", "{{#events}}", "{{/events}}", "{{^name}}", "{{/name}}",
            "{{> b}}",
            "{{.}}", "{{#tags}}", "{{/tags}}", "{{!x}}", "{{", "}}", "}", "{", "\n", " ", "é",
            "\r\n",
            "{{#last()}}", "{{/last()}}", "{{sender.name}}",
        ]
        var state = UInt64(seed) &+ 1
        let text = (0..<(seed % 12 + 1)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return tags[Int(state >> 33) % tags.count]
        }.joined()
        let files = ["a.html": text, "b.html": "{{name}}"]
        let values: [String: Any] = ["name": "N", "tags": ["t"], "events": [["title": "x"]]]
        guard
            let folder = try? TemplateFolder(
                path: "nl", files: files, templates: ["a.html": Self.keys, "b.html": Self.keys])
        else { return }
        #expect(!folder.render("a.html", values).contains("{{name}}"))
    }
}
