import Model
import Testing

@testable import Mail

@Suite struct TemplateCheckTests {
    private static let keys: TemplateKeys = [
        "name": .value, "isFormal": .flag, "body": .markup, "tags": .values,
        "sender": .section(["name": .value, "phone": .value]),
        "events": .list(["title": .value, "place": .value, "isFull": .flag]),
    ]

    /// What loading says, one problem a line, with the folder `nl`.
    private func problems(
        _ files: [String: String], _ templates: [String: TemplateKeys] = ["a.html": keys]
    ) -> [String] {
        do {
            _ = try TemplateFolder(path: "nl", files: files, templates: templates)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(
        "what follows the declared keys is accepted",
        arguments: [
            "", "no tags { } }} {\n", "{{name}} {{ name }}", "{{! anything {{ at all }}",
            "{{#name}}yes {{.}}{{/name}}{{^name}}no{{/name}}",
            "{{#isFormal}}u{{/isFormal}}{{^ isFormal }}je{{/ isFormal }}",
            "{{{body}}}{{&body}}{{#body}}<hr>{{/body}}", "{{sender.name}} {{sender.phone}}",
            "{{#sender}}{{name}} {{phone}} {{isFormal}}{{/sender}}"
                .replacing("{{isFormal}}", with: "{{#isFormal}}u{{/isFormal}}"),
            "{{#events}}{{title}}, {{name}}{{^last()}}; {{/last()}}{{/events}}",
            "{{#events}}{{#isFull}}{{#first()}}x{{/first()}}{{/isFull}}{{/events}}",
            "{{^events}}none, {{name}}{{/events}}",
            "{{#tags}}{{.}}{{^last()}}, {{/last()}}{{/tags}}",
            "{{#sender.phone}}call {{.}}{{/sender.phone}}",
        ])
    func accepted(text: String) {
        #expect(problems(["a.html": text]) == [])
    }

    @Test(
        "a mistake is told with its place and what would be right",
        arguments: [
            ("{{nam}}", ["1:1: nam is not a key here; did you mean name?"]),
            ("\n  {{title}}", ["2:3: title is not a key here"]),
            ("{{sender.fone}}", ["1:1: sender.fone is not a key here; did you mean phone?"]),
            ("{{name.phone}}", ["1:1: name.phone is not a key here"]),
            ("é👍{{x}}", ["1:3: x is not a key here"]),
            ("a\r\nb\r\n{{x}}", ["3:1: x is not a key here"]),
            (
                "{{#event}}{{title}}{{#x}}{{/x}}{{.}}{{/event}}",
                ["1:1: event is not a key here; did you mean events?"]
            ),
            (
                "{{#events}}{{titel}}{{/events}}",
                ["1:12: titel is not a key here; did you mean title?"]
            ),
            ("{{^events}}{{title}}{{/events}}", ["1:12: title is not a key here"]),
            ("{{isFormal}}", ["1:1: isFormal is yes or no and cannot be printed"]),
            ("{{events}}", ["1:1: events holds several things: write {{#events}}"]),
            ("{{tags}}", ["1:1: tags holds several things: write {{#tags}}"]),
            ("{{.}}", ["1:1: {{.}} is no text here: use a key"]),
            ("{{#events}}{{.}}{{/events}}", ["1:12: {{.}} is no text here: use a key"]),
            ("{{{name}}}", ["1:1: name is not HTML and must be escaped: write {{name}}"]),
            ("{{& name}}", ["1:1: name is not HTML and must be escaped: write {{name}}"]),
            ("{{#name}}{{{.}}}{{/name}}", ["1:10: . is not HTML and must be escaped: write {{.}}"]),
            ("{{body}}", ["1:1: body is HTML already: write {{{body}}}"]),
            (
                "{{#first()}}{{/first()}}",
                ["1:1: first() means something directly inside a list only"]
            ),
            ("{{#name}}x", ["1:1: the section name is not closed with {{/name}}"]),
            ("x{{/name}}", ["1:2: no section name is open here"]),
            (
                "{{#isFormal}}{{/isforma}}",
                [
                    "1:1: the section isFormal is not closed with {{/isFormal}}",
                    "1:14: no section isforma is open here; {{/isFormal}} is expected",
                ]
            ),
            (
                "{{#sender}}{{#events}}{{/sender}}{{/events}}",
                [
                    "1:12: the section events is not closed with {{/events}}",
                    "1:34: no section events is open here",
                ]
            ),
            ("{{name", ["1:1: this tag is not closed with }}"]),
            (
                "{{name}\n{{x}}",
                ["1:1: this tag is not closed with }}", "2:1: x is not a key here"]
            ),
            ("{{{body}}", ["1:1: this tag is not closed with }}}"]),
            ("{{! never", ["1:1: this tag is not closed with }}"]),
            ("{{}}", ["1:1: \"\" is not a key, first() or last()"]),
            ("{{a b}}", ["1:1: \"a b\" is not a key, first() or last()"]),
            (
                "{{ #name}}{{ /name}}",
                [
                    "1:1: \"#name\" is not a key, first() or last()",
                    "1:11: \"/name\" is not a key, first() or last()",
                ]
            ),
            ("{{uppercased(name)}}", ["1:1: \"uppercased(name)\" is not a key, first() or last()"]),
            ("{{=<% %>=}}", ["1:1: tags that begin with {{= are not allowed here"]),
            (
                "{{<a}}{{/a}}",
                [
                    "1:1: tags that begin with {{< are not allowed here",
                    "1:7: no section a is open here",
                ]
            ),
            ("{{% CONTENT_TYPE:TEXT}}", ["1:1: tags that begin with {{% are not allowed here"]),
            (
                "{{> ../secret}}",
                ["1:1: a partial is included by its name without folder and ending"]
            ),
            ("{{> *name}}", ["1:1: a partial is included by its name without folder and ending"]),
            ("{{> b}}", ["1:1: there is no partial b.html"]),
        ] as [(String, [String])])
    func mistakes(text: String, expected: [String]) {
        #expect(problems(["a.html": text]) == expected.map { "nl/a.html:\($0)" })
    }

    @Test(
        "what only the engine cannot read is a problem with its place", arguments: ["html", "txt"])
    func engine(ending: String) {
        let found = problems(["a.\(ending)": "x\nabc {"], ["a.\(ending)": Self.keys])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("nl/a.\(ending):2:5: the engine cannot read on") == true)
    }

    @Test("HTML of our own cannot stand in a text, and raw tags there change nothing")
    func text() {
        #expect(
            problems(["a.txt": "{{{body}}}{{&name}}"], ["a.txt": Self.keys])
                == ["nl/a.txt:1:1: body is HTML and cannot stand in a text"])
    }

    @Test("all problems of all files are told at once, by file and place")
    func allAtOnce() {
        let found = problems(
            ["a.html": "{{x}}\n{{y}}", "a.txt": "{{#z}}", "loose.html": "{{/q}}"],
            ["a.html": Self.keys, "a.txt": Self.keys, "b.txt": Self.keys])
        #expect(
            found == [
                "nl/a.html:1:1: x is not a key here", "nl/a.html:2:1: y is not a key here",
                "nl/a.txt:1:1: the section z is not closed with {{/z}}",
                "nl/a.txt:1:1: z is not a key here",
                "nl/b.txt: this template is missing",
                "nl/loose.html: no letter asks for this file and no template of its ending includes it",
                "nl/loose.html:1:1: no section q is open here",
            ])
    }

    @Test("a partial is checked where it is included, with the keys that can be seen there")
    func partials() {
        let files = [
            "a.html": "{{#events}}{{> item}}{{/events}}", "item.html": "{{title}} {{name}}",
        ]
        #expect(problems(files) == [])
        #expect(
            problems(files.merging(["a.html": "{{> item}}"]) { $1 })
                == ["nl/item.html:1:1: title is not a key here"])
        #expect(
            problems(files.merging(["a.html": "{{> iten}}{{> item}}"]) { $1 }).first
                == "nl/a.html:1:1: there is no partial iten.html; did you mean item?")
    }

    @Test("a partial of the other ending is not found")
    func otherEnding() {
        let found = problems(["a.html": "{{> b}}", "b.txt": "x"])
        #expect(found.contains("nl/a.html:1:1: there is no partial b.html"))
        #expect(found.count == 2)
    }

    @Test("partials that include themselves are refused, directly and over others")
    func cycles() {
        #expect(
            problems(["a.html": "{{> a}}"])
                == ["nl/a.html:1:1: this partial includes itself: a → a"])
        #expect(
            problems([
                "a.html": "{{> b}}", "b.html": "{{#events}}{{> c}}{{/events}}",
                "c.html": "x\n{{> b}}",
            ]) == ["nl/c.html:2:1: this partial includes itself: b → c → b"])
    }

    @Test("partials that include others many times over are checked in no time")
    func wide() {
        var files = ["a.html": "{{> p0}}"]
        for number in 0..<40 {
            files["p\(number).html"] = "{{> p\(number + 1)}}{{> p\(number + 1)}}"
        }
        files["p40.html"] = "{{x}}"
        #expect(problems(files) == ["nl/p40.html:1:1: x is not a key here"])
    }
}
