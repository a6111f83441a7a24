import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("buurtpost schedule")
struct ScheduleCommandTests {
    private let folder = TemporaryFolder()

    private func shell(_ line: String) throws -> DemoProgram.End {
        try DemoProgram.shell(
            "buurtpost schedule \(line) --config a.yaml", in: folder.url.path(percentEncoded: false)
        )
    }

    /// A configuration whose digest recurs by `schedule`; no database.
    private func configure(_ schedule: String) throws {
        try folder.write(Mistake.start + "jobs_directory: jobs\ndatabase: a.db\n", to: "a.yaml")
        try FileManager.default.createDirectory(
            atPath: folder.path("jobs"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(projectRoot)jobs/digest", toPath: folder.path("jobs/digest"))
        try folder.write("schedule: \(schedule)\n", to: "jobs/digest/job.yaml")
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.replacing(#/\ {2,}/#, with: " | ")) }
    }

    @Test("a preview tells the night in which the clock goes ahead, without a database")
    func spring() throws {
        try configure("{cron: '30 2 * * *', jitter: 10m}")
        let end = try shell("preview --from 2026-03-28T00:00:00Z --to 2026-03-31T00:00:00Z")
        #expect(end.status == 0, "\(end)")
        let shown = lines(end.output).map { $0.replacing(/runs \d+ s later/, with: "later") }
        #expect(
            shown == [
                "schedule | local time | UTC | what is particular",
                "digest | 2026-03-28T02:30:00+01:00 | 2026-03-28T01:30:00Z | later",
                "digest | 2026-03-29T03:00:00+02:00 | 2026-03-29T01:00:00Z | moved out of the gap, later",
                "digest | 2026-03-30T02:30:00+02:00 | 2026-03-30T00:30:00Z | later",
            ])
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.db")))
    }

    @Test("a preview tells the night in which an hour comes twice, and what is outside its hours")
    func autumn() throws {
        try configure("{cron: '30 * * * *', hours: '02:00-03:00'}")
        let end = try shell(
            "preview digest --from 2026-10-24T23:00:00Z --to 2026-10-25T02:00:00Z --json")
        #expect(end.status == 0, "\(end)")
        let preview = try #require(
            try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
        let occurrences = try #require(preview["occurrences"] as? [[String: Any]])
        #expect(
            occurrences.map { $0["marks"] as? [String] } == [
                ["outside its hours: skipped"], ["first of two"], ["second of two"],
            ])
        #expect(occurrences.map { $0["isSkipped"] as? Bool } == [true, false, false])
    }

    @Test("without a time the next ten are shown, and a long time is bounded and says so")
    func bounded() throws {
        try configure("{every: 5m}")
        #expect(lines(try shell("preview").output).count == 11)
        let long = try shell("preview --from 2026-01-01T00:00:00Z --to 2126-01-01T00:00:00Z")
        #expect(lines(long.output).count == 1002)
        #expect(
            lines(long.output).last
                == "digest: \(36_524 * 288 + 1 - 1000) more are not shown; ask for a shorter time")
    }

    @Test(
        "what cannot be previewed is told",
        arguments: [
            ("preview digst", "there is no schedule \"digst\"; did you mean \"digest\"?"),
            (
                "preview --from 2026-01-02T00:00:00Z --to 2026-01-01T00:00:00Z",
                "--to is before --from; write the earlier time first"
            ),
        ])
    func refused(line: String, complaint: String) throws {
        try configure("{every: 5m}")
        let end = try shell(line)
        #expect(end.status == 64)
        #expect(end.complaints.contains(complaint), "\(end)")
    }

    @Test(
        "the list tells the rule in words, what comes next, and that a clock set back is waited for"
    )
    func list() throws {
        try configure("{cron: '30 6 * * mon-fri', timezone: Europe/London}")
        let run =
            "buurtpost run --drain --config a.yaml --now 2026-03-25T06:00:00Z --until 2026-03-25T12:00:00Z"
        let path = folder.url.path(percentEncoded: false)
        #expect(try DemoProgram.shell(run, in: path).status == 0)
        let end = try shell("list --now 2026-03-25T12:00:00Z")
        #expect(
            lines(end.output) == [
                "schedule | rule | zone | next | last run | last skip",
                "digest | at 06:30, on Monday to Friday | Europe/London | 2026-03-26 07:30 | 2026-03-25 07:30",
            ])
        let back = try shell("list --now 2026-03-24T12:00:00Z --json")
        #expect(back.output.contains("\"waiting\" : \"the clock was set back: "))
    }
}
