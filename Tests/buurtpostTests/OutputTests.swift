import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("What is printed, and nobody takes it")
struct OutputTests {
    private let folder = TemporaryFolder()

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(line, in: folder.url.path(percentEncoded: false))
    }

    private static let commands = [
        "letter list", "job list --json", "status", "check-config",
        "run --drain --now \(DemoDay.end)",
        "preview digest --for \(DemoDay.firstReader) --now \(DemoDay.nextBegin)",
    ].map { "buurtpost \($0) --config demo/buurtpost.yaml" }

    @Test("a full disk behind standard output ends a command with 74 and a sentence")
    func full() throws {
        #expect(try shell("buurtpost demo").status == 0)
        for command in Self.commands {
            let end = try shell("\(command) > /dev/full")
            #expect(end.status == 74, "\(command): \(end)")
            #expect(
                end.complaints.contains("cannot write to standard output: No space left"),
                "\(command): \(end)")
        }
    }

    @Test("a reader who has gone changes nothing: the command ends as it would have")
    func gone() throws {
        #expect(try shell("buurtpost demo").status == 0)
        // What it prints goes into a pipe whose other end is closed already.
        let nobody = """
            python3 -c 'import os, subprocess, sys
            reader, writer = os.pipe()
            os.close(reader)
            sys.exit(subprocess.run(sys.argv[1:], stdout=writer).returncode)'
            """
        for command in Self.commands {
            let end = try shell("\(nobody) \(command)")
            #expect(end.status == 0, "\(command): \(end)")
            #expect(!end.complaints.contains("cannot write"), "\(command): \(end)")
        }
        let refused = try shell("\(nobody) buurtpost check-config --config nowhere.yaml")
        #expect(refused.status == 78)
    }

    @Test("what goes wrong with standard error is ignored")
    func noErrors() throws {
        let end = try shell("buurtpost letter list --config nowhere.yaml 2> /dev/full")
        #expect(end.status == 78)
        #expect(try shell("buurtpost demo 2>&-").status == 0)
    }
}
