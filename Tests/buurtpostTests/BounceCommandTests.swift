import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("Bounces and suppressions from the command line")
struct BounceCommandTests {
    private let folder = BuurtpostTestKit.TemporaryFolder()

    /// An installation that has been up once, with a Maildir of bounces.
    private func install() throws {
        try folder.write(
            """
            database: post.db
            jobs_directory: \(projectRoot)/jobs
            platform: {name: Utdorp, url: https://utdorp.example}
            mail: {from: post@utdorp.example, bounce_maildir: bounces}
            """, to: "b.yaml")
        try folder.write("", to: "bounces/new/.keep")
    }

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    @Test(
        "without a database the mail server keeps the message; with one it is kept or recorded here"
    )
    func pipe() throws {
        try install()
        #expect(try shell("echo hallo | buurtpost bounce --config b.yaml").status == 75)
        #expect(try shell("echo hallo | buurtpost bounce --config nergens.yaml").status == 75)
        #expect(try shell("buurtpost run --drain --config b.yaml").status == 0)
        let mail = "From: a@b.example\\nAuto-Submitted: auto-replied\\n\\nweg\\n"
        let reply = try shell("printf '\(mail)' | buurtpost bounce --config b.yaml")
        #expect(reply.status == 0)
        #expect(reply.output == "ignored: an automatic reply\n")
        let person = try shell(
            "printf 'From: a@b.example\\n\\nhoi\\n' | buurtpost bounce --config b.yaml")
        #expect(person.status == 0)
        #expect(try shell("cat bounces/.unclear/cur/*").output == "From: a@b.example\n\nhoi\n")
    }

    @Test("the daemon empties the Maildir into folders")
    func maildir() throws {
        try install()
        try folder.write("From: a@b.example\nPrecedence: bulk\n\nx\n", to: "bounces/new/1.a")
        try folder.write("rommel", to: "bounces/new/2.b")
        #expect(try shell("buurtpost run --drain --config b.yaml").status == 0)
        #expect(
            try shell("ls bounces/new bounces/.ignored/cur bounces/.unclear/cur").output
                == "bounces/.ignored/cur:\n1.a:2,S\n\nbounces/.unclear/cur:\n2.b:2,S\n\nbounces/new:\n"
        )
    }

    @Test("an operator adds, finds and removes an address, which is shown nowhere")
    func byHand() throws {
        try install()
        #expect(try shell("buurtpost run --drain --config b.yaml").status == 0)
        let add = "buurtpost suppression add Buur@x.example --config b.yaml"
        #expect(try shell(add).output == "suppressed: all\n")
        #expect(try shell(add).output == "was suppressed already: all\n")
        let list = try shell("buurtpost suppression list --to buur@X.example --config b.yaml")
            .output
        #expect(list.contains("by-hand"))
        #expect(!list.lowercased().contains("buur@"))
        let remove = "buurtpost suppression remove buur@x.example --config b.yaml"
        #expect(try shell(remove).output == "removed: 1\n")
        #expect(try shell(remove).output == "removed: 0\n")
    }
}
