import BuurtpostTestKit
import Foundation
import Links
import Testing

@testable import Mail
@testable import buurtpost

@Suite("The messages of the demo")
struct DemoMessageTests {
    private let folder = TemporaryFolder()

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    /// What the Maildir has, without the two lines of its delivery.
    private func messages() throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.path("demo/letters/new"))
        return try names.map { name in
            let file = folder.url.appendingPathComponent("demo/letters/new/\(name)")
            return MaildirText.message(in: try Data(contentsOf: file))
        }
    }

    @Test("every letter breaks no rule, and Python reads in it what we wrote, without a defect")
    func letters() throws {
        #expect(try shell("buurtpost demo").status == 0)
        let installation = try Installation(
            config: folder.path("demo/buurtpost.yaml"), for: .look, environment: [:])
        let linter = try installation.linter()
        let messages = try messages()
        #expect(messages.count == 33)
        for message in messages {
            #expect(linter.findings(in: message).map(\.description) == [])
        }
        let reader = PythonMailReader(folder: folder)
        let expected = try messages.map(MaildirText.expected)
        #expect(try reader.complaints(about: expected) == "")
    }

    @Test(
        "a preview tells on standard error what is to be said against a letter, and nothing of a good one"
    )
    func preview() throws {
        #expect(try shell("buurtpost demo").status == 0)
        let line =
            "buurtpost preview digest --for \(DemoDay.firstReader) --now \(DemoDay.nextBegin)"
            + " --config demo/buurtpost.yaml"
        for form in ["html", "text", "eml"] {
            #expect(try shell(line + " --as \(form)").complaints == "")
        }
        let file = folder.path("demo/jobs/digest/nl/masthead.html")
        let jobs = "cp -r \(projectRoot)jobs demo/jobs && chmod -R u+w demo/jobs"
        #expect(try shell(jobs).status == 0)
        let masthead = try String(contentsOfFile: file, encoding: .utf8)
        try folder.write(
            masthead.replacing(
                "<table role=\"presentation\" class=\"paper\"", with: "<table class=\"paper\""),
            to: "demo/jobs/digest/nl/masthead.html")
        let end = try shell("BUURTPOST_JOBS_DIRECTORY=$PWD/demo/jobs " + line)
        #expect(end.status == 0 && end.output.contains("Liever bellen?"))
        #expect(end.complaints == "fault layout-tables: tables that lay out say so (table 2)\n")
    }
}
