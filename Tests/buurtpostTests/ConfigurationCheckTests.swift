import Foundation
import Testing

@testable import buurtpost

@Suite("check-config")
struct ConfigurationCheckTests {
    @Test("the file, the jobs and the environment are checked at once, sorted by file and line")
    func allAtOnce() throws {
        let folder = try ConfigurationFolder()
        let text = Mistake.start + "mail2: x\njobs_directory: work\nretention: {letters: 1}"
        let path = try folder.write(text, to: "a.yaml")
        try folder.write("max_items: 0", to: "work/digest/job.yaml")
        try folder.addTemplates(to: "work")
        try folder.write("Dag {{naam}},", to: "work/digest/nl/subject.txt")
        let problems = ConfigurationCheck(path: path, environment: ["BUURTPOST_XQZ": "1"]).problems
        #expect(
            problems.map { folder.short("\($0.place)") } == [
                "a.yaml:3:1", "a.yaml:5:22", "work/digest/job.yaml:1:12",
                "work/digest/nl/subject.txt:1:5", "BUURTPOST_XQZ",
            ])
    }

    @Test("a folder of jobs that is missing is reported where it is named")
    func noJobs() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(Mistake.start + "\njobs_directory: work", to: "a.yaml")
        let problems = ConfigurationCheck(path: path, environment: [:]).problems
        #expect(
            problems.map { folder.short($0.description) } == [
                "a.yaml:4:17: jobs_directory: is not a folder that can be read; make it, or name the "
                    + "folder with the jobs"
            ])
    }

    @Test("a file of authorities is looked at")
    func authorities() throws {
        let folder = try ConfigurationFolder()
        let text = "relays: [{url: 'smtps://a', ca_file: ca.pem}]"
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        let problems = ConfigurationCheck(path: path, environment: [:]).problems
        #expect(
            problems.map { folder.short($0.description) } == [
                "a.yaml:3:38: relays[0].ca_file: cannot be read; name a file with certificates in PEM, or "
                    + "leave it out"
            ])
        try folder.write("-----BEGIN CERTIFICATE-----", to: "ca.pem")
        #expect(ConfigurationCheck(path: path, environment: [:]).problems == [])
    }

    @Test("a relay that is named twice is refused, however it is written")
    func repeatedRelay() throws {
        let folder = try ConfigurationFolder()
        let text = """
            relays:
              - url: smtp://Relay.example
              - url: smtp://[::1]
              - url: smtp://relay.example:25
              - {url: 'smtp://[0:0::1]:25', client: curl}
            """
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        let problems = ConfigurationCheck(path: path, environment: [:]).problems
        let remedy =
            "name each relay once; connections and rate_per_second say how hard it may be worked"
        #expect(
            problems.map { folder.short($0.description) } == [
                "a.yaml:6:10: relays[2].url: is the same place as relays[0].url; \(remedy)",
                "a.yaml:7:11: relays[3].url: is the same place as relays[1].url; \(remedy)",
            ])
    }

    @Test(
        "the desk's password has to be a hash that is worth it, and says where and what to do",
        arguments: [
            ("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$YAXMK9Llbqk/FSGbrI16AP6p2zwE4UhuWrJZceAG.p2", []),
            (
                "geheim",
                [
                    "a.yaml:5:20: pages.beheer.password_file: does not hold a yescrypt hash; write into it what `buurtpost beheer password` prints, and nothing else"
                ]
            ),
        ])
    func deskPassword(line: String, problems: [String]) throws {
        let folder = try ConfigurationFolder()
        let text = """
            pages:
              beheer:
                password_file: desk.password
            """
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        try folder.write(line, to: "desk.password")
        let found = ConfigurationCheck(path: path, environment: [:]).problems
        #expect(found.map { folder.short($0.description) } == problems)
    }

    @Test(
        "the header of a user is one that no browser sends by itself",
        arguments: [
            ("X-Remote-User", true), ("Cookie", false), ("X-Forwarded-For", false), ("a b", false),
            ("''", false),
        ])
    func userHeader(name: String, isTaken: Bool) throws {
        let folder = try ConfigurationFolder()
        let text = "pages: {beheer: {trusted_user_header: \(name)}}"
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        let keys = ConfigurationCheck(path: path, environment: [:]).problems.map(\.key)
        #expect(keys == (isTaken ? [] : ["pages.beheer.trusted_user_header"]))
    }

    @Test("password files are looked at; credentials only where systemd gives them")
    func passwords() throws {
        let folder = try ConfigurationFolder()
        let text = """
            relays:
              - {url: 'smtp://localhost:25'}
              - {url: 'smtps://a', user: a, password_file: a.password}
              - {url: 'smtps://b', user: b, password_file: 'credential:b'}
            """
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
        let outside = ConfigurationCheck(path: path, environment: [:]).problems
        #expect(
            outside.map { folder.short($0.description) } == [
                "a.yaml:5:48: relays[1].password_file: there is no such file; check the path, or make the file"
            ])
        try folder.write("geheim", to: "a.password")
        #expect(ConfigurationCheck(path: path, environment: [:]).problems == [])
        let inside = ["CREDENTIALS_DIRECTORY": folder.path]
        #expect(
            ConfigurationCheck(path: path, environment: inside).problems.map(\.key)
                == ["relays[2].password_file"])
    }

    @Test("the JSON holds place, key, what is wrong and what to do")
    func json() throws {
        let inFile = Problem(
            place: .file(path: "a.yaml", line: 3, column: 7), key: "mail.from", what: "is wrong",
            remedy: "mend it")
        let inVariable = Problem(
            place: .variable("BUURTPOST_X"), key: "", what: "is unknown", remedy: "drop it")
        let text = try Output.json([inFile, inVariable])
        #expect(
            text == """
                [
                  {
                    "column" : 7,
                    "file" : "a.yaml",
                    "key" : "mail.from",
                    "line" : 3,
                    "remedy" : "mend it",
                    "what" : "is wrong"
                  },
                  {
                    "key" : "",
                    "remedy" : "drop it",
                    "variable" : "BUURTPOST_X",
                    "what" : "is unknown"
                  }
                ]
                """)
    }
}
