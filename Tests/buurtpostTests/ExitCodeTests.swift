import ArgumentParser
import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Mail
import Testing

@testable import buurtpost

@Suite("How a command ends")
struct ExitCodeTests {
    static let codes: [(error: any Error, code: Int32)] = [
        (DatabaseError(resultCode: .SQLITE_BUSY), 75),
        (DatabaseError(resultCode: .SQLITE_BUSY_SNAPSHOT), 75),
        (DatabaseError(resultCode: .SQLITE_FULL), 74),
        (DatabaseError(resultCode: .SQLITE_IOERR_WRITE), 74),
        (DatabaseError(resultCode: .SQLITE_CORRUPT), 1),
        (OutputFailure(code: ENOSPC), 74),
        (InvalidTransportURL.noHost, 78),
        (ConfigurationProblems(problems: []), 78),
        (StoreError.inUse(path: "a.db"), 75),
        (StoreError.newer(path: "a.db"), 69),
    ]

    @Test("each error has the code of sysexits.h that says what to do")
    func exitCodes() {
        for (error, code) in Self.codes {
            #expect(exitCode(of: error).rawValue == code, "\(error)")
        }
    }

    static let refused: [(line: String, sentence: String)] = [
        ("run --drain --now 1973-03-03T09:46:39.999Z", "between March 1973 and November 5138"),
        ("run --drain --now 0001-01-01T00:00:00Z", "between March 1973 and November 5138"),
        (
            "run --drain --until 5138-11-16T09:46:40Z", "between March 1973 and November 5138"
        ),
        ("letter list --since 9999-12-31T00:00:00Z", "between March 1973 and November 5138"),
        ("status --now 1970-01-01T00:00:00Z", "between March 1973 and November 5138"),
        ("status --now yesterday", "is not a time"),
        ("letter list --limit 0", "write a whole number from 1 to 1000000"),
        ("letter list --limit 1000001", "write a whole number from 1 to 1000000"),
        ("job list --limit=-1", "write a whole number from 1 to 1000000"),
        ("job list --limit many", "write a whole number from 1 to 1000000"),
    ]

    @Test("a time or a limit out of range ends with 64 and a sentence", arguments: refused)
    func usage(line: String, sentence: String) throws {
        let folder = TemporaryFolder()
        let end = try DemoProgram.shell(
            "buurtpost \(line)", in: folder.url.path(percentEncoded: false))
        #expect(end.status == 64)
        #expect(end.complaints.contains(sentence), "\(end)")
    }

    @Test(
        "the first and the last time that the database takes are taken",
        arguments: ["1973-03-03T09:46:40Z", "5138-11-16T09:46:39.999Z"])
    func edges(text: String) throws {
        #expect(try Instant(text).date.timeIntervalSince1970 > 0)
    }

    @Test("a relay that is named twice ends run with 78")
    func relay() throws {
        let folder = TemporaryFolder()
        try folder.write(
            Mistake.start + "relays: [{url: 'smtp://a'}, {url: 'smtp://a'}]\n"
                + "jobs_directory: \(projectRoot)jobs\ndatabase: a.db\n", to: "a.yaml")
        let end = try DemoProgram.shell(
            "buurtpost run --config a.yaml", in: folder.url.path(percentEncoded: false))
        #expect(end.status == 78)
        #expect(end.complaints.contains("relays[1].url: is the same place"))
    }
}
