import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("What an operator says, and is told")
struct OperatorCommandTests {
    private let folder = TemporaryFolder()

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    /// What is said before there is a job that waits; each line stands alone.
    static let lines: [(line: String, status: Int32, sentence: String)] = [
        (
            "enqueue digset", 65,
            "knows no kind 'digset'; did you mean 'digest'? It knows account, digest, letter."
        ),
        ("enqueue xyz", 65, "knows no kind 'xyz'. It knows account, digest, letter."),
        ("enqueue digest --args '{a:1}'", 65, "--args is no JSON: "),
        ("enqueue digest --args '[1]'", 65, "no object; write one, such as '{\"request\": 42}'"),
        ("enqueue digest --args 5", 65, "--args is JSON, but no object"),
        (
            "enqueue digest --at 1774422300", 65,
            "(as seconds since 1970 it would be 2026-03-25T07:05:00Z)"
        ),
        (
            "enqueue digest --at 1774422300000", 65,
            "(as milliseconds since 1970 it would be 2026-03-25T07:05:00Z)"
        ),
        ("enqueue digest --expires 9223372036854775807", 65, "is a number; write the time"),
        ("enqueue digest --at=-9223372036854775808", 65, "is a number; write the time"),
        ("enqueue digest --expires 2020-01-01T00:00:00Z", 65, "--expires lies before"),
        ("enqueue digest --unique ''", 65, "--unique must have 1 to 256 characters"),
        ("enqueue ''", 65, "KIND must have 1 to 64 characters"),
        ("enqueue digest --at tomorrow", 64, "is not a time"),
        ("enqueue digest --priority 4", 64, "--priority is 0 (first), 1, 2 or 3 (last)"),
        ("job show 99999", 65, "there is no job 99999 (any more)"),
        ("job why 99999", 65, "there is no job 99999 (any more)"),
        ("job list --failed --state completed", 64, "--failed means two states"),
        ("job list --state done", 64, "'done' is invalid"),
        ("job cancel", 64, "say which jobs: their numbers, or options"),
        ("job retry 1 --kind digest", 64, "not both"),
        ("job retry 1", 65, "left as they are, for they are completed: 1 job"),
        ("job discard 99999", 65, "not there (any more): 1 job"),
        ("job retry --state discarded", 0, "made due: 0 jobs"),
        (
            "queue pause mial", 65,
            "there is no queue 'mial'; did you mean 'mail'? There are account, digest, mail."
        ),
        ("queue resume xyz", 65, "there is no queue 'xyz'. There are account, digest, mail."),
        ("queue limit inbox --lanes 1", 65, "nothing can be set for 'inbox'"),
        ("queue limit mail", 64, "say what to limit"),
        ("queue limit mail --none --lanes 1", 64, "--none goes alone"),
        ("queue limit mail --rate 0", 64, "--rate must lie in 0.0001 to 100000"),
        ("queue limit mail --rate nan", 64, "--rate must lie in 0.0001 to 100000"),
        ("queue limit mail --lanes 201", 64, "--lanes must lie in 1 to 200"),
        ("queue limit mail --burst 5", 64, "--burst goes with --rate"),
        (
            "queue limit mail --rate 2.5 --burst 5 --lanes 1 --capacity 9", 0,
            "mail: 2.5/s, 5 at once; 1 lane; at most 9 wait"
        ),
        ("queue limit mail --lanes 3", 0, "mail: 2.5/s, 5 at once; 3 lanes; at most 9 wait"),
        ("queue limit mail --none", 0, "mail: no limits"),
        ("queue resume mail", 0, "mail was not paused by itself"),
    ]

    @Test("each answer says what is wrong and what to write, with the exit code of sysexits.h")
    func answers() throws {
        #expect(try shell("buurtpost demo").status == 0)
        for (line, status, sentence) in Self.lines {
            let end = try shell("buurtpost \(line) --config demo/buurtpost.yaml")
            #expect(end.status == status, "\(line): \(end)")
            #expect((end.output + end.complaints).contains(sentence), "\(line): \(end)")
        }
    }

    @Test("a job is found again by its tag, shown whole, explained, called off and taken up again")
    func life() throws {
        #expect(try shell("buurtpost demo").status == 0)
        func answer(_ line: String) throws -> String {
            let end = try shell("buurtpost \(line) --config demo/buurtpost.yaml")
            #expect(end.status == 0, "\(line): \(end)")
            return end.output
        }
        let id = try #require(
            try answer(
                "enqueue digest --args '{\"a\": 1}' --tag x --tag 'y z' --at 2030-01-01T00:00:00Z"
            ).firstMatch(of: /inserted job (\d+)/)?.1)
        #expect(try answer("job list --tag 'y z' --json").contains("\"id\" : \(id)"))
        let sheet = try answer("job show \(id)")
        #expect(sheet.contains("args      {\"a\": 1}\ntags      x, y z\n"), "\(sheet)")
        #expect(sheet.contains("due       2030-01-01 01:00\n"), "\(sheet)")
        #expect(try answer("job why \(id)").hasPrefix("It is for later: 2030-01-01 01:00 (in "))
        #expect(
            try answer("job cancel \(id) --reason 'called off' --json").contains("\"done\" : ["))
        #expect(try answer("job why \(id)").contains(": called off.\n`job retry \(id)`"))
        #expect(try answer("job retry --tag x") == "made due: 1 job\n")
        let why = try answer("job why \(id) --json")
        #expect(why.contains("\"reason\" : \"It is due since"), "\(why)")
        #expect(try answer("job show \(id) --json").contains("\"error\" : \"called off\""))
    }

    @Test("what needs a database that is not there says so and makes none")
    func noDatabase() throws {
        try folder.write(
            Mistake.start + "jobs_directory: \(projectRoot)jobs\ndatabase: a.db\n", to: "a.yaml")
        for line in ["enqueue digest", "job retry 1", "queue pause mail", "queue list"] {
            let end = try shell("buurtpost \(line) --config a.yaml")
            #expect(end.status == 69, "\(line): \(end)")
            #expect(end.complaints.contains("there is none yet; import data or start the daemon"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.db")))
    }

    @Test(
        "every command for jobs and queues teaches with an example",
        arguments: [
            "enqueue", "job", "job list", "job show", "job why", "job retry", "job cancel",
            "job discard", "queue", "queue list", "queue pause", "queue resume", "queue limit",
            "status",
        ])
    func help(command: String) throws {
        let end = try shell("buurtpost \(command) --help")
        #expect(end.output.contains("\n  buurtpost \(command)"), "\(end.output)")
    }

    @Test("a table on a narrow terminal is cut, not wrapped, and its lines stay lines")
    func narrow() {
        var table = TextTable(["id", "error"])
        table.add(["1", "a long story\nof two lines"])
        #expect(table.text(within: 12) == "id  error\n1   a long …")
        #expect(table.text == "id  error\n1   a long story of two lines")
    }
}
