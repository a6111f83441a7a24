import BuurtpostTestKit
import Foundation
import JobQueue
import Testing

@testable import buurtpost

@Suite("The demo")
struct DemoTests {
    private let folder = TemporaryFolder()

    private func demo(in name: String = "demo") throws -> Demo {
        Demo(
            source: try DemoSource(in: [root]), folder: DemoFolder(folder.path(name)),
            program: "buurtpost")
    }

    private var root: String { String(projectRoot.dropLast()) }

    private func names(_ path: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path(path)))
    }

    @Test("every reader of the morning gets a letter before the hour that the reader chose")
    func letters() throws {
        let morning = try demo().run().morning
        #expect(morning.letters.count == 31)
        for letter in morning.letters {
            let hour = try Instant("2026-03-25T\(letter.form.suffix(5)):00+01:00").date
            #expect(letter.handedOverAt < hour, "\(letter.form)")
        }
        // Thirty-one digests, and the question to two new addresses.
        #expect(try names("demo/letters/new").count == 33)
    }

    @Test("a letter holds the morning: three events, six posts, two entries, a poll and a question")
    func contents() throws {
        let morning = try demo().run().morning
        let letter = try #require(morning.letters.first { $0.name == "Fatma Yılmaz" })
        #expect(letter.subject == "Goedemorgen! Vandaag: Koffie in het buurthuis en 6 berichten")
        for (part, count) in [
            ("/agenda/", 3), ("/berichten/", 6), ("/kaart/", 2), ("/meedenken/", 1),
        ] {
            let link = "https://lingeborg.example\(part)"
            #expect(letter.text.components(separatedBy: link).count - 1 == count, "\(part)")
            #expect(letter.html.components(separatedBy: link).count - 1 == count, "\(part)")
        }
        #expect(letter.text.contains("Vraag van de week"))
        #expect(letter.text.contains("Dag Fatma,"))
    }

    @Test("every resident without a letter is accounted for")
    func silences() throws {
        let silences = try demo().run().morning.silences
        #expect(
            silences == [
                DemoSilence(reason: "address not confirmed yet", count: 2),
                DemoSilence(reason: "no digest wanted", count: 2),
                DemoSilence(reason: "weekly reader: on another day of the week", count: 2),
                DemoSilence(reason: "address does not exist any more", count: 1),
                DemoSilence(reason: "on holiday: paused", count: 1),
                DemoSilence(reason: "unsubscribed", count: 1),
            ])
    }

    @Test("the page names every letter, and the files that it shows are what the readers saw")
    func page() throws {
        let morning = try demo().run().morning
        let page = try String(contentsOfFile: folder.path("demo/index.html"), encoding: .utf8)
        #expect(page.contains("woensdag 25 maart 2026"))
        #expect(try names("demo/pages").count == 62)
        for (index, letter) in morning.letters.enumerated() {
            let file = "pages/\(index < 9 ? "0" : "")\(index + 1)"
            #expect(page.contains("href=\"\(file).html\" data-text=\"\(file).txt\""))
            let html = try String(contentsOfFile: folder.path("demo/\(file).html"), encoding: .utf8)
            #expect(html == letter.html)
        }
        #expect(!page.contains("{{"))
    }

    @Test("the commands to go on with work as they are printed, also in a folder with an odd name")
    func commands() throws {
        let path = folder.url.path(percentEncoded: false)
        let made = try DemoProgram.shell("buurtpost demo --dir \"it's here\"", in: path)
        #expect(made.status == 0 && made.complaints == "", "\(made)")
        let commands = made.output.split(separator: "\n").filter { $0.hasPrefix("  buurtpost ") }
        #expect(commands.count == 4)
        for command in commands {
            let end = try DemoProgram.shell(String(command), in: path)
            #expect(end.status == 0, "\(command): \(end)")
            #expect(!end.output.isEmpty)
        }
        let letters = try DemoProgram.shell(
            "buurtpost letter list --outcome accepted --json --config \"it's here/buurtpost.yaml\"",
            in: path
        ).output
        #expect(letters.contains("\"2026-03-25\"") && letters.contains("\"2026-03-26\""))
    }

    @Test("a relay in the environment does not get the letters")
    func environment() throws {
        let path = folder.url.path(percentEncoded: false)
        let end = try DemoProgram.shell(
            "buurtpost demo", in: path,
            environment: ["BUURTPOST_RELAYS_0_URL": "smtp://127.0.0.1:1", "BUURTPOST_ODD": "1"])
        #expect(end.status == 0 && end.complaints == "", "\(end)")
        #expect(try names("demo/letters/new").count == 33)
    }
}

@Suite("The folder of a demo")
struct DemoFolderTests {
    private let folder = TemporaryFolder()

    private var source: DemoSource {
        get throws { try DemoSource(in: [String(projectRoot.dropLast())]) }
    }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path(name))
    }

    @Test("an empty folder is taken, and the configuration in it has no problem")
    func empty() throws {
        let path = folder.path("here")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try DemoFolder(path).prepare(from: source)
        #expect(ConfigurationCheck(path: "\(path)/buurtpost.yaml", environment: [:]).problems == [])
    }

    @Test("a former demo is replaced; what a visitor put beside it stays")
    func former() throws {
        let demo = DemoFolder(folder.path("demo"))
        try demo.prepare(from: source)
        try folder.write("old", to: "demo/letters/new/1.old")
        try folder.write("old", to: "demo/pages/31.html")
        try folder.write("mine", to: "demo/notes.txt")
        try demo.prepare(from: source)
        #expect(!has("demo/letters") && !has("demo/pages"))
        #expect(has("demo/notes.txt") && has("demo/buurtpost.yaml"))
    }

    @Test("a folder with something else in it is left alone")
    func foreign() throws {
        let file = try folder.write("mine", to: "post/letters/mine.txt")
        let path = folder.path("post")
        #expect(throws: DemoError.notEmpty(folder: path)) {
            try DemoFolder(path).prepare(from: source)
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        #expect(!has("post/buurtpost.yaml"))
    }

    @Test("a file where the folder should be is an error that names it")
    func file() throws {
        let path = try folder.write("mine", to: "demo")
        let error = try #require(throws: DemoError.self) {
            try DemoFolder(path).prepare(from: source)
        }
        #expect(error.description.hasPrefix(path))
        #expect(error.description.contains("--dir"))
    }

    @Test("a demo that runs right now is not taken away under its feet")
    func running() throws {
        let demo = DemoFolder(folder.path("demo"))
        try demo.prepare(from: source)
        let lock = try DatabaseLock(database: folder.path("demo/buurtpost-demo.db"))
        #expect(throws: StoreError.self) { try demo.prepare(from: source) }
        #expect(has("demo/buurtpost.yaml"))
        withExtendedLifetime(lock) {}
    }

    @Test("a sample that says nowhere where the jobs are is reported with its name")
    func damagedSample() throws {
        for name in ["town", "morning", "leaf"] {
            try folder.write("", to: "root/config/demo/\(name)/file")
        }
        try folder.write("", to: "root/jobs/file")
        let file = try folder.write("platform:\n", to: "root/config/demo/buurtpost.yaml")
        let error = try #require(throws: DemoError.self) {
            try DemoFolder(folder.path("demo")).prepare(
                from: DemoSource(in: [folder.path("root")]))
        }
        #expect(error.description.hasPrefix(file))
    }
}

@Suite("Where the demo's town is found")
struct DemoSourceTests {
    @Test(
        "the working folder comes first, then where it was built, then the package's; none twice",
        arguments: [
            ("/home/wim", "/home/wim/post/.build/x86_64/debug/buurtpost", ["/home/wim/post"]),
            ("/home/wim/post/", "/home/wim/post/.build/x86_64/debug/buurtpost", []),
            ("/", "/src/.build-lint/release/buurtpost", ["/src"]),
            ("/home/wim", "/usr/bin/buurtpost", []),
        ])
    func places(workingFolder: String, executable: String, between: [String]) {
        let places = DemoSource.places(workingFolder: workingFolder, executable: executable)
        let first = workingFolder == "/home/wim/post/" ? "/home/wim/post" : workingFolder
        #expect(places == [first] + between + ["/usr/share/buurtpost"])
    }

    @Test("the built executable finds the town from any folder")
    func fromAnywhere() throws {
        let places = DemoSource.places(workingFolder: "/", executable: DemoProgram.path)
        #expect(try DemoSource(in: places).root == String(projectRoot.dropLast()))
    }

    @Test("without a town the error names every place that was looked at")
    func nowhere() throws {
        let folder = TemporaryFolder()
        let places = [folder.path("a"), folder.path("b")]
        let error = try #require(throws: DemoError.self) { try DemoSource(in: places) }
        for place in places { #expect(error.description.contains(place)) }
    }
}

@Suite("The commands after a demo")
struct DemoCommandLineTests {
    @Test(
        "a word comes out of a shell as it went in",
        arguments: ["demo", "it's", "a b", "$HOME", "", "a\"b", "*", "x;y", "~", "\\", "é"])
    func quoting(word: String) throws {
        let folder = TemporaryFolder()
        let end = try DemoProgram.shell(
            "printf %s \(DemoCommandLine.quoted(word))", in: folder.url.path(percentEncoded: false))
        #expect(end.output == word)
    }

    @Test(
        "the program is called as it was, or by its name",
        arguments: [
            ("buurtpost", "buurtpost"), (".build/debug/buurtpost", ".build/debug/buurtpost"),
        ])
    func program(typed: String, called: String) {
        #expect(DemoCommandLine.called(typed) == called)
    }
}
