import Foundation
import Testing

@testable import buurtpost

/// What `run` cannot start with although each file for itself is well written.
@Suite("What this version cannot do")
struct ConfigurationVersionTests {
    private let folder: ConfigurationFolder

    init() throws {
        folder = try ConfigurationFolder()
        try folder.addTemplates(to: "jobs")
        try folder.write("# all defaults", to: "jobs/digest/job.yaml")
    }

    private func problems(_ text: String, start: String = Mistake.start) throws -> [String] {
        let path = try folder.write(start + text, to: "a.yaml")
        return ConfigurationCheck(path: path, environment: [:]).problems
            .map { folder.short($0.description) }
    }

    @Test(
        "a relay with TLS, or with an IPv6 address, is none",
        arguments: [
            "smtps://relay.example", "smtp+starttls://relay.example:587", "smtp://[::1]:25",
            "smtps://[2001:db8::25]",
        ])
    func secureRelay(url: String) throws {
        #expect(try problems("relays: [{url: '\(url)'}]") == [])
    }

    @Test("a language without templates is a problem")
    func language() throws {
        let start = """
            platform: {name: A, url: https://a.example, language: en}
            mail: {from: post@a.example}

            """
        #expect(
            try problems("", start: start) == [
                "a.yaml:1:55: platform.language: is en, and this version has no templates in it; write nl"
            ])
    }

    @Test(
        "a digest that is planned less often than mail.lead_minutes is a problem",
        arguments: [("61m", 60, false), ("60m", 60, true), ("6m", 5, false), ("5m", 5, true)])
    func rhythm(every: String, lead: Int, isRight: Bool) throws {
        try folder.write("schedule: {every: \(every)}", to: "jobs/digest/job.yaml")
        let start = """
            platform: {name: A, url: https://a.example}
            mail: {from: post@a.example, lead_minutes: \(lead)}

            """
        let problem =
            "jobs/digest/job.yaml:1:19: schedule.every: is longer than mail.lead_minutes, so that readers "
            + "in between are found too late; write \(lead)m or less, or raise mail.lead_minutes"
        #expect(try problems("", start: start) == (isRight ? [] : [problem]))
    }

    @Test("a missing folder of templates is one problem, not one for each template")
    func noTemplates() throws {
        try FileManager.default.removeItem(atPath: "\(folder.path)/jobs/digest/nl")
        #expect(
            try problems("") == [
                "jobs/digest/nl:1:1: is missing, and with it every template of the digest; copy it from "
                    + "jobs/digest/nl, which comes with buurtpost"
            ])
    }

    static let badQuestions: [(octets: [UInt8], problem: String)] = [
        (Array("Wat is mooi?\n".utf8) + [0xE9], "is not UTF-8; save it as UTF-8"),
        (
            Array("# Wat is mooi?\n\n".utf8),
            "holds no question; write one on each line, without # before it, or take the file away"
        ),
    ]

    @Test("questions that cannot be read are a problem", arguments: badQuestions)
    func questions(octets: [UInt8], problem: String) throws {
        try folder.write(octets, to: "jobs/digest/questions.nl.txt")
        #expect(try problems("") == ["jobs/digest/questions.nl.txt:1:1: \(problem)"])
    }

    @Test("without the file of questions there is no question and no problem")
    func noQuestions() throws {
        try FileManager.default.removeItem(atPath: "\(folder.path)/jobs/digest/questions.nl.txt")
        #expect(try problems("") == [])
    }

    static let badKeys: [(text: String, mode: Int, problem: String)] = [
        ("x", 0o644, ":1:1: keys.links_file: has mode 0644"),
        (
            "# key\n1 x\n", 0o600,
            ":2:1: keys.links_file: this is not a number 0...255 and 32 octets"
        ),
        ("", 0o600, ":1:1: keys.links_file: there is no key; restore"),
    ]

    @Test("a key file that is there is looked at", arguments: badKeys)
    func key(text: String, mode: Int, problem: String) throws {
        try folder.write(text, to: "links.key", mode: mode)
        let found = try problems("keys: {links_file: links.key, suppression_file: s.key}")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("links.key\(problem)") == true, "\(found)")
    }

    @Test("a key file that is missing is no problem, and is not made")
    func noKey() throws {
        #expect(try problems("keys: {links_file: links.key, suppression_file: s.key}") == [])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/links.key"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/s.key"))
    }

    @Test("a key that should be a credential has to be among them")
    func credential() throws {
        let text = "keys: {links_file: 'credential:links', suppression_file: s.key}"
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        let inside = ConfigurationCheck(
            path: path, environment: ["CREDENTIALS_DIRECTORY": folder.path])
        #expect(inside.problems.map(\.key) == ["keys.links_file"])
        #expect(ConfigurationCheck(path: path, environment: [:]).problems == [])
        let error = try #require(throws: ConfigurationProblems.self) {
            try Installation(config: path, environment: [:])
        }
        #expect(error.problems.map(\.key) == ["keys.links_file"])
    }
}
